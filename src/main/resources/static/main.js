// Brings the page to life: the parts know little of each other, this file knows them all.

import { $, beside, pulse } from './page.js';
import { Connection } from './connection.js';
import { Subscriptions } from './subscriptions.js';
import { Events } from './events.js';
import { Score } from './score.js';
import { check } from './names.js';
import { publish } from './publish.js';
import { copySnippet, showSnippet } from './snippets.js';

const UNAUTHENTICATED = 4401;

const score = new Score($('score'));
const events = new Events();
let state = {};
let isClosed = false;

const subscriptions = new Subscriptions({
  heard(message, via) {
    events.heard(message, via);
    score.note(message.headers.destination);
  },
  changed: refresh,
  note: (...words) => events.note(...words),
});

const connection = new Connection({
  state: show,
  connected(headers, client) {
    const [theirs, ours] = (headers['heart-beat'] ?? '0,0').split(',').map(Number);
    const every = (one, other) => one && other ? `${Math.max(one, other) / 1000} s` : 'none';
    const facts = {
      server: headers.server ?? 'unnamed',
      session: headers.session ?? 'unnamed',
      protocol: `STOMP ${headers.version}`,
      heartbeat: `${every(client.heartbeatOutgoing, ours)} out, ${every(theirs, client.heartbeatIncoming)} in`,
      sent: 0,
      received: 0,
    };
    Object.entries(facts).forEach(([id, value]) => { $(id).textContent = value; });
    show({ name: 'connected', text: `as ${headers['user-name'] ?? $('login').value}` });
  },
  heartbeat(direction) {
    $(direction).textContent = Number($(direction).textContent) + 1;
    pulse($(direction));
    pulse($('lamp'));
    score.bar(direction);
  },
  said({ reason, details }) {
    events.note('The server says', details === reason ? reason : `${reason}\n${details}`);
  },
});

function show(next) {
  if (state.name === 'connected') score.bar('end');
  state = next;
  $('state').dataset.state = state.name;
  $('state-name').textContent = state.name[0].toUpperCase() + state.name.slice(1);
  $('state-text').textContent = state.text;
  $('retry').hidden = state.name !== 'reconnecting';
  $('connect-button').textContent = state.name === 'closed' ? 'Connect' : 'Disconnect';
  if (state.code === UNAUTHENTICATED) askForKey();
  countDown();
}

function askForKey() {
  $('key').closest('details').open = true;
  $('key').focus();
}

function countDown() {
  const seconds = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000));
  $('countdown').textContent = state.retryAt ? `– again in ${seconds} s` : '';
}

/** The service tells where its endpoint is, and its actuator, if that is here. If it does not answer, connecting says so. */
async function locate() {
  try {
    const answer = await fetch(beside('console.json'));
    const facts = await answer.json();
    $('endpoint').value = facts.endpoint;
    isClosed = facts.access === 'closed';
    $('login').hidden = $('login').labels[0].hidden = isClosed;
    if ('operators' in facts) {
      $('operators').href = beside(facts.operators);
      $('operators').hidden = false;
    }
  } catch { /* the field holds the usual one */ }
}

function connect() {
  const login = $('login').value;
  const passcode = $('key').value;
  try { localStorage.setItem('fanfare.login', login); } catch { /* nothing is kept, then */ }
  // Where access is closed, the user is the token's subject.
  const headers = { ...(!isClosed && { login }), ...(passcode && { passcode }) };
  subscriptions.moveTo(connection.open(beside($('endpoint').value, 'ws'), headers));
}

function refresh() {
  check($('pattern'), true);
  check($('destination'), false);
  $('users-field').hidden = !$('destination').value.startsWith('/user/');
  showSnippet(subscriptions.destinations);
}

const SHORTCUTS = { s: 'pattern', e: 'body', '/': 'filter', p: 'pause' };

document.addEventListener('keydown', event => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (key === 'Enter' && (ctrlKey || metaKey) && target.form === $('publish')) target.form.requestSubmit();
  const typing = target.matches('input:not([type=checkbox]), textarea, select');
  const meant = $(SHORTCUTS[key]);
  if (!meant || typing || ctrlKey || metaKey || altKey || !$('shortcuts').checked) return;
  event.preventDefault();
  meant.focus();
  if (meant.type === 'button') meant.click();
});

document.addEventListener('submit', event => event.preventDefault());
document.addEventListener('input', refresh);
$('connect').addEventListener('submit', connect);
$('connect-button').onclick = () => state.name === 'closed' ? connect() : connection.close();
$('retry').onclick = () => connection.retry();
$('publish').addEventListener('submit', publish);
$('copy').onclick = copySnippet;
$('subscribe').addEventListener('submit', () => {
  subscriptions.add($('pattern').value.trim());
  $('subscribe').reset();
});
setInterval(countDown, 500);

try { $('login').value = localStorage.getItem('fanfare.login') ?? 'alice'; } catch { $('login').value = 'alice'; }
await locate();
connect();
subscriptions.add('/topic/#');
