// Brings the page to life: the parts know nothing of each other, only this file knows them all.

import { $, beside, pulse } from './page.js';
import { Connection } from './connection.js';
import { Subscriptions } from './subscriptions.js';
import { Events } from './events.js';
import { Score } from './score.js';
import { publish } from './publish.js';
import { showSnippet, startSnippets } from './snippets.js';

const NAMES = { connecting: 'Connecting', connected: 'Connected', reconnecting: 'Reconnecting', disconnected: 'Disconnected' };
const score = new Score($('score'));
const events = new Events();
const beats = { sent: 0, received: 0 };
let state = {};

const subscriptions = new Subscriptions({
  heard(message, { destination }) {
    events.heard(message, destination);
    score.note(message.headers.destination);
  },
  changed() {
    showSnippet(subscriptions.destinations);
  },
});

const connection = new Connection({
  state: show,
  connected({ headers }) {
    beats.sent = beats.received = 0;
    $('server').textContent = headers.server ?? '–';
    $('session').textContent = headers.session ?? '–';
    $('protocol').textContent = `STOMP ${headers.version}`;
    const [theirs, ours] = (headers['heart-beat'] ?? '0,0').split(',').map(Number);
    const every = (mine, yours) => mine && yours ? `${Math.max(mine, yours) / 1000} s` : 'none';
    const { heartbeatOutgoing, heartbeatIncoming } = connection.client;
    $('heartbeat').textContent = `${every(heartbeatOutgoing, ours)} out, ${every(theirs, heartbeatIncoming)} in`;
    show({ name: 'connected', text: `as ${headers['user-name'] ?? $('login').value}` });
    subscriptions.connected(connection.client, headers.position);
  },
  heartbeat(direction) {
    $(direction).textContent = ++beats[direction];
    pulse($(direction));
    pulse($('lamp'));
    score.bar(direction);
  },
  refused({ headers, body }) {
    events.note(`The server says: ${headers.message}`, [headers.reason, body].filter(Boolean).join('\n'));
    return subscriptions.refused(headers['receipt-id']);
  },
});

function show(next) {
  if (state.name === 'connected') {
    score.bar('end');
    subscriptions.disconnected();
  }
  state = next;
  $('state').dataset.state = state.name;
  $('state-name').textContent = NAMES[state.name];
  $('state-text').textContent = state.text;
  $('retry').hidden = state.name !== 'reconnecting';
  $('connect-button').textContent = state.name === 'disconnected' ? 'Connect' : 'Disconnect';
  countDown();
}

function countDown() {
  $('countdown').textContent = state.retryAt
    ? `, again in ${Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000))} s` : '';
}

function connect() {
  const key = $('key').value;
  try { localStorage.setItem('fanfare.login', $('login').value); } catch { /* private browsing */ }
  connection.open(beside($('endpoint').value, 'ws'), { login: $('login').value, ...(key && { passcode: key }) });
}

function destinationChanged() {
  $('users-field').hidden = !$('destination').value.startsWith('/user/');
  showSnippet(subscriptions.destinations);
}

const SHORTCUTS = {
  s: () => $('pattern').focus(),
  e: () => $('body').focus(),
  '/': () => $('filter').focus(),
  p: () => $('pause').click(),
};

document.addEventListener('keydown', event => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (key === 'Enter' && (ctrlKey || metaKey) && target.form === document.forms.publish) target.form.requestSubmit();
  const typing = target.matches('input:not([type=checkbox]), textarea, select');
  if (typing || ctrlKey || metaKey || altKey || !$('shortcuts').checked || !SHORTCUTS[key]) return;
  event.preventDefault();
  SHORTCUTS[key]();
});
document.addEventListener('submit', event => event.preventDefault());
document.addEventListener('input', destinationChanged);
addEventListener('online', () => state.name === 'reconnecting' && connect());
$('connect').addEventListener('submit', connect);
$('retry').onclick = connect;
$('connect-button').onclick = () => state.name === 'disconnected' ? connect() : connection.close();
$('publish').addEventListener('submit', publish);
$('subscribe').addEventListener('submit', () => {
  subscriptions.add($('pattern').value.trim(), Number($('replay').value));
  $('pattern').value = '';
});
setInterval(() => { countDown(); subscriptions.countAgain(); }, 500);

try { $('login').value = localStorage.getItem('fanfare.login') ?? 'alice'; } catch { $('login').value = 'alice'; }
startSnippets(() => subscriptions.destinations);
subscriptions.add('/topic/#');
destinationChanged();
connect();
