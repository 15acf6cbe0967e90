// Shows JSON as it was sent: indented and coloured from its own text, so that no number is rounded.

import { element } from './page.js';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const ONE_LINE = 76;
const TOO_LONG = 20_000;

export function isJson(text) {
  try { JSON.parse(text); return true; } catch { return false; }
}

/** The nodes to put into a `pre`: coloured JSON, or the text itself if it is none or too long. */
export function pretty(text) {
  if (text.length > TOO_LONG) return [`${text.slice(0, TOO_LONG)}\n… ${text.length - TOO_LONG} more characters`];
  if (!isJson(text)) return [text];
  const tokens = text.match(TOKEN) ?? [];
  const wide = tokens.join(' ').length <= ONE_LINE;
  const nodes = [];
  let depth = 0;
  tokens.forEach((token, index) => {
    const newline = () => wide ? ' ' : `\n${'  '.repeat(depth)}`;
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      depth++;
      nodes.push(token, next === '}' || next === ']' ? '' : newline());
    } else if (token === '}' || token === ']') {
      depth--;
      nodes.push(/[{[]/.test(tokens[index - 1]) ? token : newline() + token);
    } else if (token === ',') nodes.push(token, newline());
    else if (token === ':') nodes.push(': ');
    else nodes.push(element('span', { className: kind(token, next) }, token));
  });
  return nodes;
}

function kind(token, next) {
  if (next === ':') return 'key';
  return token[0] === '"' ? 'string' : 'literal';
}
