// What may be subscribed to and published to, by the rules of the service: a mistake is shown before it is sent.

const PREFIXED = /^\/(?:topic|user)\/(.*)$/s;
const PART = /^[\p{L}\p{Nd}\p{Mn}\p{Mc}_~@+=:-]+$/u;
const LONGEST = 200;
const MOST_PARTS = 32;

function isValid(text, wildcards) {
  const name = PREFIXED.exec(text)?.[1] ?? '';
  const parts = name.split(/[./]/);
  const isWildcard = (part, index) => part === '*' || (part === '#' && index === parts.length - 1);
  return new TextEncoder().encode(name).length <= LONGEST && parts.length <= MOST_PARTS
    && parts.every((part, index) => PART.test(part) || (wildcards && isWildcard(part, index)));
}

/** Lets a field take destinations only, or patterns too; its title is what it says of anything else. */
export function check(field, wildcards) {
  const text = field.value.trim();
  field.setCustomValidity(!text || isValid(text, wildcards) ? '' : field.title);
}
