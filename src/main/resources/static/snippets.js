// What is on the screen, as code to take away. A key is never shown, only where it goes.

import { $, beside } from './page.js';
import { request } from './publish.js';

const quoted = text => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function curl() {
  const { url, type, body } = request();
  const key = $('key').value ? ['  -H "Authorization: Bearer $FANFARE_KEY"'] : [];
  const header = `  -H ${quoted(`Content-Type: ${type}`)}`;
  const data = `  ${type === 'text/plain' ? '--data-raw' : '-d'} ${quoted(body)}`;
  return [`curl ${quoted(url)}`, ...key, header, data].join(' \\\n');
}

function javascript(destinations) {
  const login = $('key').value ? 'passcode: process.env.FANFARE_KEY' : `login: ${JSON.stringify($('login').value)}`;
  const subscribe = destinations.map(destination => `fanfare.subscribe(${JSON.stringify(destination)}, show);\n`);
  return `import { Client } from '@stomp/stompjs';
import { Fanfare } from '${beside('fanfare/fanfare.js')}';

const show = ({ headers, body }) =>
  console.log(headers.destination, body);

const fanfare = new Fanfare(Client, {
  url: ${JSON.stringify(beside($('endpoint').value, 'ws'))},
  headers: { ${login} },
});
${subscribe.join('')}`;
}

export function showSnippet(destinations) {
  const code = $('snippets').elements.language.value === 'curl' ? curl : javascript;
  $('snippet').textContent = code(destinations);
}

/** Without a secure origin there is no clipboard to write to; then the text is selected and copied the old way. */
export async function copySnippet() {
  let copied = true;
  try {
    await navigator.clipboard.writeText($('snippet').textContent);
  } catch {
    getSelection().selectAllChildren($('snippet'));
    copied = document.execCommand('copy');
  }
  $('copied').textContent = copied ? 'Copied' : 'Press Ctrl+C';
  setTimeout(() => { $('copied').textContent = 'Copy'; }, 2000);
}
