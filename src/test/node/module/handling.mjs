import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World, bodies, listen, open } from './module.mjs';
import { Script } from './script.mjs';

/** A client with one subscription at a server that says what it is told to. */
async function begin(t, options) {
  const world = new World();
  const script = await Script.begin(t);
  const { fanfare, states } = open(t, { url: script.url }, world);
  const subscribed = listen(fanfare, '/topic/a', options);
  const again = async () => {
    const peer = await script.connected();
    const { headers } = await peer.frame('SUBSCRIBE');
    const say = (position, more) =>
      peer.send('MESSAGE', { subscription: headers.id, destination: '/topic/a', 'message-id': position, ...more }, position);
    const begun = more => peer.send('RECEIPT', { 'receipt-id': headers.receipt, ...more });
    return { asked: headers, say, begun, cut: () => peer.cut() };
  };
  const back = async () => {
    await states.named('reconnecting');
    world.pass(60_000);
    return again();
  };
  return { ...await again(), ...subscribed, fanfare, back };
}

test('takes each event once, though the server repeats some', async t => {
  const { heard, say, begun, cut, back } = await begin(t);
  begun({ replayed: '0', position: 'p0' });
  for (const position of ['p1', 'p2', 'p2', 'p1', 'p3']) say(position);
  await heard.take(3);
  cut();
  const next = await back();
  assert.equal(next.asked['last-message-id'], 'p3');
  for (const position of ['p2', 'p3', 'p4']) next.say(position);
  await heard.next();
  assert.deepEqual(bodies(heard.all), ['p1', 'p2', 'p3', 'p4']);
});

test('remembers a thousand events, not all', async t => {
  const { heard, say } = await begin(t);
  for (let i = 0; i <= 1000; i++) say(`p${i}`);
  await heard.take(1001);
  for (const position of ['p1', 'p0', 'end']) say(position);
  assert.deepEqual(bodies(await heard.take(2)), ['p0', 'end']);
});

test('goes on from the RECEIPT where nothing is replayed', async t => {
  const { live, begun, cut, back } = await begin(t);
  begun({ replayed: '0', position: 'p7' });
  await live.next();
  cut();
  assert.equal((await back()).asked['last-message-id'], 'p7');
});

test('and not from there until what is replayed has come', async t => {
  const { live, heard, begun, say, cut, back } = await begin(t, { replay: 3 });
  begun({ replayed: '3', position: 'p9' });
  await live.next();
  cut();
  const second = await back();
  assert.equal(second.asked['last-message-id'], undefined);
  assert.equal(second.asked.replay, '3');
  second.begun({ replayed: '3', position: 'p9' });
  second.say('p4');
  await heard.next();
  second.cut();
  const third = await back();
  assert.equal(third.asked['last-message-id'], 'p4');
  third.begun({ recovered: 'true', replayed: '2', position: 'p9' });
  await live.until(({ resumed }) => resumed);
  third.cut();
  assert.equal((await back()).asked['last-message-id'], 'p4');
});

test('tells of what was dropped, before the event behind it', async t => {
  const order = [];
  const { heard, say, begun } = await begin(t, { gap: gap => { order.push(gap); } });
  begun({ replayed: '0', position: 'p0' });
  say('p1');
  await heard.next();
  assert.deepEqual(order, []);
  say('p9', { 'gap-after': 'p1' });
  await heard.next();
  assert.deepEqual(order, [{ destination: '/topic/a', after: 'p1', before: 'p9' }]);
});

test('tells of a gap once, though it is cut off before what is left has come', async t => {
  const { live, gaps, begun, cut, back } = await begin(t, { after: 'p1' });
  begun({ recovered: 'false', replayed: '2', position: 'p9' });
  await live.next();
  cut();
  const next = await back();
  assert.equal(next.asked['last-message-id'], 'p1');
  next.begun({ recovered: 'false', replayed: '2', position: 'p9' });
  await live.next();
  assert.deepEqual(gaps, [{ destination: '/topic/a', after: 'p1', replayed: 2 }]);
});

test('awaits a handler before the next event, also over a loss of the line', async t => {
  const log = [];
  const releases = [];
  const world = new World();
  const script = await Script.begin(t);
  const { fanfare, states } = open(t, { url: script.url }, world);
  const subscription = fanfare.subscribe('/topic/a', async ({ body }) => {
    log.push(`begin ${body}`);
    await new Promise(resolve => { releases.push(resolve); });
    log.push(`end ${body}`);
  });
  const peer = await script.connected();
  const { headers: { id } } = await peer.frame('SUBSCRIBE');
  for (const position of ['p1', 'p2']) peer.send('MESSAGE', { subscription: id, 'message-id': position }, position);
  while (!log.length) await new Promise(setImmediate);
  peer.send('MESSAGE', { subscription: id, 'message-id': 'p3' }, 'p3');
  peer.fail(1012, 'restart; retry-ms=0');
  await states.named('reconnecting');
  assert.equal(subscription.position, undefined);
  world.pass(60_000);
  const next = await script.connected();
  assert.equal((await next.frame('SUBSCRIBE')).headers['last-message-id'], 'p3');
  for (let i = 0; i < 3; i++) {
    while (releases.length <= i) await new Promise(setImmediate);
    releases[i]();
  }
  while (log.length < 6) await new Promise(setImmediate);
  assert.deepEqual(log, ['p1', 'p2', 'p3'].flatMap(body => [`begin ${body}`, `end ${body}`]));
  assert.equal(subscription.position, 'p3');
});

for (const [how, fail] of [
  ['throws', () => { throw new Error('on purpose'); }],
  ['rejects', async () => { throw new Error('on purpose'); }],
]) {
  test(`a handler that ${how} is seen, and holds up nothing`, async t => {
    const seen = [];
    const others = process.rawListeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', error => seen.push(error.message));
    t.after(() => {
      process.removeAllListeners('uncaughtException');
      others.forEach(listener => process.on('uncaughtException', listener));
    });
    const world = new World();
    const script = await Script.begin(t);
    const { fanfare } = open(t, { url: script.url }, world);
    const heard = [];
    const subscription = fanfare.subscribe('/topic/a', ({ body }) => {
      heard.push(body);
      return body === 'p1' ? fail() : undefined;
    });
    const peer = await script.connected();
    const { headers: { id } } = await peer.frame('SUBSCRIBE');
    for (const position of ['p1', 'p2']) peer.send('MESSAGE', { subscription: id, 'message-id': position }, position);
    while (heard.length < 2 || !seen.length) await new Promise(setImmediate);
    assert.deepEqual(seen, ['on purpose']);
    assert.equal(subscription.position, 'p2');
  });
}
