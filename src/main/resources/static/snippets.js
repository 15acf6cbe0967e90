// What is on the screen, as code to take away. A key is never shown, only where it goes.

import { $, beside } from './page.js';
import { request } from './publish.js';

const TABS = ['curl', 'javascript'];
let chosen = 'curl';

const shell = text => `'${text.replaceAll("'", "'\\''")}'`;

function curl(destinations) {
  const { url, type, body } = request();
  const key = $('key').value ? [`  -H "Authorization: Bearer $FANFARE_KEY"`] : [];
  const publish = [`curl -X POST ${shell(url)}`, ...key, `  -H ${shell(`Content-Type: ${type}`)}`, `  -d ${shell(body)}`];
  const query = new URLSearchParams(destinations.map(destination => ['destination', destination]));
  const listen = [`curl -N ${shell(`${beside('api/v1/sse')}?${query}`)}`, ...key];
  return `# publish\n${publish.join(' \\\n')}\n\n# listen\n${listen.join(' \\\n')}`;
}

function javascript(destinations) {
  const login = $('key').value ? 'passcode: process.env.FANFARE_KEY' : `login: ${JSON.stringify($('login').value)}`;
  const subscribe = destinations.map(destination => `    client.subscribe(${JSON.stringify(destination)}, show);`);
  return `import { Client } from '@stomp/stompjs';

const show = ({ headers, body }) => console.log(headers.destination, body);

const client = new Client({
  brokerURL: ${JSON.stringify(beside($('endpoint').value, 'ws'))},
  connectHeaders: { ${login} },
  onConnect() {
${subscribe.join('\n')}
  },
});
client.activate();`;
}

export function showSnippet(destinations) {
  $('snippet').textContent = chosen === 'curl' ? curl(destinations) : javascript(destinations);
}

function choose(tab, destinations) {
  chosen = tab;
  for (const each of TABS) {
    $(`${each}-tab`).setAttribute('aria-selected', each === tab);
    $(`${each}-tab`).tabIndex = each === tab ? 0 : -1;
  }
  $('snippet').setAttribute('aria-labelledby', `${tab}-tab`);
  showSnippet(destinations);
}

/** `destinations()` are those listened to when it is asked. */
export function startSnippets(destinations) {
  for (const tab of TABS) {
    $(`${tab}-tab`).onclick = () => choose(tab, destinations());
    $(`${tab}-tab`).onkeydown = ({ key }) => {
      if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
      choose(TABS.find(other => other !== tab), destinations());
      $(`${chosen}-tab`).focus();
    };
  }
  $('copy').onclick = async () => {
    const words = $('copy').firstElementChild;
    words.textContent = await copied($('snippet')) ? 'Copied' : 'Press Ctrl+C';
    setTimeout(() => { words.textContent = 'Copy'; }, 2000);
  };
}

/** Without a secure origin there is no clipboard to write to; then the text is selected and copied the old way. */
async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(source);
    return document.execCommand('copy');
  }
}
