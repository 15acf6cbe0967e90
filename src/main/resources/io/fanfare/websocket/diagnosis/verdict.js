// What the results mean, in one or two sentences.

/** What the server saw of an attempt, or nothing if it never arrived; and who is in between. */
async function ask(attempt) {
  const answer = await fetch(`${location.pathname}?about-attempt=${attempt}`, {
    headers: { Accept: 'application/problem+json, application/json' },
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE),
  });
  return { proxy: proxyOf(answer.headers), attempt: answer.ok ? await answer.json() : undefined };
}

/** The server itself sends neither of these headers. */
function proxyOf(headers) {
  const via = headers.get('Via')?.split(',').pop().trim().split(/\s+/)[1];
  const name = headers.get('Server')?.split('/')[0] ?? via;
  return name ? `the proxy ${name}` : 'something in between';
}

/** Why a WebSocket failed, to follow a colon. */
function reasonOf({ proxy, attempt }) {
  if (!attempt) return `${proxy} answers the request itself or drops it; it never reached the server`;
  const { Upgrade, Connection = 'none', Protocol } = attempt.seen;
  const faults = [
    !Upgrade && 'removes the Upgrade header',
    Upgrade && !/upgrade/i.test(Connection) && `makes the Connection header “${Connection}”`,
    Protocol === 'HTTP/1.0' && 'speaks HTTP/1.0 to the server',
  ].filter(Boolean);
  if (faults.length) return `${proxy} ${faults.join(' and ')}`;
  if (attempt.status === 101) return `the server agreed, but ${proxy} does not let its answer through`;
  return `the server refused it (${attempt.status}, ${attempt.reason}). ${attempt.detail}`;
}

/** What to change, in the server's words; `unbuffer` is how streams get through. */
function adviceOf(results, attempt, unbuffer) {
  const held = Object.entries(results).some(([name, { state }]) => FALLBACKS.includes(name) && state === 'held');
  return [attempt?.fix, held && unbuffer].filter(Boolean).join('\n\n');
}

const list = items => items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const FALLBACKS = ['SockJS websocket', 'SockJS xhr-streaming', 'SockJS eventsource', 'SockJS xhr-polling'];

/** Of results by the names of their checks. */
function verdict(results, why) {
  const named = state => Object.keys(results).filter(name => results[name].state === state);
  const works = FALLBACKS.filter(name => results[name].state === 'ok');
  const held = FALLBACKS.filter(name => results[name].state === 'held');
  const buffered = held.length ? ` ${list(held)} ${held.length > 1 ? 'are' : 'is'} buffered on the way.` : '';
  if (results['Native WebSocket'].state === 'ok') {
    const failed = named('failed');
    const refusal = results['Native WebSocket'].refusal;
    return [
      'WebSocket works from this browser.',
      failed.length ? `These do not: ${list(failed)}.` : !held.length && ' So does everything else that was tried.',
      buffered,
      refusal && `But the server lets nobody in without a credential: ${refusal}`,
    ].filter(Boolean).join(' ').replace(/ {2,}/g, ' ');
  }
  const fallback = works.length ? `SockJS works, by ${list(works.map(name => name.replace('SockJS ', '')))}.`
    : 'SockJS does not work either.';
  return `WebSocket is blocked between this browser and the server: ${why.replace(/\.$/, '')}. ${fallback}${buffered}`;
}
