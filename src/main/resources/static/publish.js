// The form that publishes over REST, and the answer in words.

import { $, beside, element } from './page.js';
import { isJson } from './json.js';

const asJson = () => $('publish').elements.kind.value === 'json';

/** What the form says, as an HTTP request. */
export function request() {
  const destination = $('destination').value.trim();
  const users = $('users-field').hidden ? [] : $('users').value.split(/[\s,]+/).filter(Boolean);
  const body = $('body').value;
  if (asJson()) {
    const start = JSON.stringify({ destination, ...(users.length && { users }) }).slice(0, -1);
    return { url: beside('api/v1/events'), type: 'application/json', body: `${start},"payload":${body.trim()}}` };
  }
  const path = destination.split('/').filter(Boolean).map(encodeURIComponent).join('/');
  const query = users.length ? `?${new URLSearchParams(users.map(user => ['user', user]))}` : '';
  return { url: beside(`api/v1/destinations/${path}${query}`), type: 'text/plain', body };
}

export async function publish() {
  const invalid = asJson() && !isJson($('body').value);
  $('body').ariaInvalid = invalid;
  if (invalid) {
    $('body').focus();
    return say('refused', 'This body is no JSON. Mend it, or choose Text.');
  }
  const { url, type, body } = request();
  const key = $('key').value;
  const headers = { 'Content-Type': type, ...(key && { Authorization: `Bearer ${key}` }) };
  const started = performance.now();
  try {
    const answer = await fetch(url, { method: 'POST', headers, body });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) return say('refused', ...problem(answer, told));
    const { position = '–', subscribers } = told;
    const heard = subscribers === undefined ? '' : `, heard by ${subscribers} session${subscribers === 1 ? '' : 's'}`;
    const took = Math.round(performance.now() - started);
    say('accepted', 'Position ', element('code', {}, position), `${heard}, answered in ${took} ms`);
  } catch {
    say('refused', 'The server does not answer.');
  }
}

/** The words of an RFC 9457 problem, and a pointer to each field that is meant. */
function problem({ status, statusText }, { title, detail, pointer, errors = [] }) {
  const places = [{ pointer }, ...errors].map(place => [place.pointer, place.detail].filter(Boolean).join(' '));
  return [`${status}: ${detail ?? title ?? statusText} `, ...places.map(place => element('code', {}, place))];
}

function say(outcome, ...words) {
  $('answer').className = `answer ${outcome}`;
  $('answer').replaceChildren(...words);
}
