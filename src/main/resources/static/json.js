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
  const tokens = text.match(TOKEN);
  const oneLine = tokens.join(' ').length <= ONE_LINE;
  let depth = 0;
  const lineBreak = () => oneLine ? ' ' : `\n${'  '.repeat(depth)}`;
  return tokens.flatMap((token, index) => {
    const next = tokens[index + 1];
    if (/^[{[]$/.test(token)) {
      depth++;
      return /^[}\]]$/.test(next) ? token : [token, lineBreak()];
    }
    if (/^[}\]]$/.test(token)) {
      depth--;
      return /^[{[]$/.test(tokens[index - 1]) ? token : [lineBreak(), token];
    }
    if (token === ',') return [token, lineBreak()];
    if (token === ':') return ': ';
    const className = next === ':' ? 'key' : token[0] === '"' ? 'string' : 'literal';
    return element('span', { className }, token);
  });
}
