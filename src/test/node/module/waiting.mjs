import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World, listen, open } from './module.mjs';
import { Script } from './script.mjs';

async function begin(t, options) {
  const world = new World();
  const script = await Script.begin(t);
  return { world, script, ...open(t, { url: script.url, ...options }, world) };
}

for (const [code, reason, delay] of [
  [1001, '', 1000],
  [1011, 'internal-error', 1000],
  [1012, 'restart; retry-ms=4200', 5200],
  [1013, 'overload; retry-ms=300', 1300],
  [4507, 'heart-beat-lost; retry-ms=1', 1001],
  [4508, 'slow-consumer; retry-ms=5000', 6000],
  [4509, 'limit; retry-ms=70000', 71000],
  [1002, 'protocol-error', 31000],
  [1007, 'bad-text', 31000],
  [1009, 'too-big', 31000],
]) {
  test(`comes back ${delay} ms after ${code} ${reason}`, async t => {
    const { world, script, states } = await begin(t);
    (await script.connected()).fail(code, reason);
    const state = await states.named('reconnecting');
    assert.deepEqual(world.delays, [delay]);
    assert.equal(state.code, code);
    assert.equal(state.reason, reason.split(';')[0]);
    assert.equal(state.retryAt, world.now() + delay);
    world.pass(delay - 1);
    assert.equal(states.all.at(-1), state);
    world.pass(1);
    await script.next();
  });
}

for (const code of [1000, 4400, 4401, 4403, 4404, 4410]) {
  test(`does not come back after ${code}, until it is told to`, async t => {
    const { world, script, fanfare, states } = await begin(t);
    (await script.connected()).fail(code, 'a-word', { message: 'What is wrong.' });
    const state = await states.named('closed');
    assert.equal(state.code, code);
    assert.equal(state.reason, 'What is wrong.');
    world.pass(10_000_000);
    assert.deepEqual(world.delays, []);
    assert.equal(fanfare.state, state);
    fanfare.connect();
    await script.connected();
    await states.named('connected');
  });
}

test('waits longer each time, with full jitter, up to a limit', async t => {
  const { world, script } = await begin(t);
  for (let i = 0; i < 8; i++) {
    world.chance = i === 2 ? 0.25 : 1;
    (await script.next()).cut();
    await waited(world, i + 1);
    world.pass(world.delays.at(-1));
  }
  assert.deepEqual(world.delays, [1000, 2000, 1000, 8000, 16000, 30000, 30000, 30000]);
});

test('begins anew with short delays after a connection that held', async t => {
  const { world, script, states } = await begin(t);
  for (const [held, delay] of [[9_999, 1000], [9_999, 2000], [10_000, 1000]]) {
    const peer = await script.connected();
    await states.named('connected');
    world.pass(held);
    peer.cut();
    await states.named('reconnecting');
    assert.equal(world.delays.at(-1), delay);
    world.pass(delay);
  }
});

test('tries at once when the network is back or somebody looks', async t => {
  const { world, script, states } = await begin(t);
  const { document } = world.window;
  for (const [target, event] of [[world.window, 'online'], [document, 'visibilitychange']]) {
    (await script.next()).cut();
    await states.named('reconnecting');
    document.hidden = true;
    document.dispatchEvent(new Event('visibilitychange'));
    world.pass(0);
    assert.equal(states.all.at(-1).name, 'reconnecting');
    document.hidden = false;
    target.dispatchEvent(new Event(event));
    world.pass(0);
    await states.named('connecting');
  }
});

test('but not sooner than the server has asked for', async t => {
  const { world, script, states } = await begin(t);
  (await script.connected()).fail(1013, 'overload; retry-ms=500');
  await states.named('reconnecting');
  world.window.dispatchEvent(new Event('online'));
  assert.equal(states.all.at(-1).retryAt, world.now() + 500);
  world.pass(499);
  assert.equal(states.all.at(-1).name, 'reconnecting');
  world.pass(1);
  await script.next();
});

test('answers each heart-beat while the page is hidden, for its timers may sleep', async t => {
  const { world, script, states } = await begin(t, { stomp: { heartbeatIncoming: 60_000 } });
  world.window.document.hidden = true;
  const peer = await script.connected({ 'heart-beat': '60000,60000' });
  await states.named('connected');
  peer.beat();
  assert.equal((await peer.frame('')).command, '');
});

test('gives up a subscription that is refused, and comes back with the others', async t => {
  const { world, script, fanfare, states } = await begin(t);
  let refusal;
  listen(fanfare, '/topic/good');
  const { subscription } = listen(fanfare, '/bad', { refused: told => { refusal = told; } });
  const peer = await script.connected();
  await states.named('connected');
  peer.fail(1002, 'protocol-error', { 'receipt-id': subscription.id, message: 'No such destination.' });
  await states.named('reconnecting');
  assert.equal(refusal.reason, 'No such destination.');
  assert.deepEqual(world.delays, [1000]);
  world.pass(1000);
  const next = await script.connected();
  assert.equal((await next.frame('SUBSCRIBE')).headers.destination, '/topic/good');
});

test('stays closed, whatever was under way', async t => {
  const { world, script, fanfare, states } = await begin(t);
  (await script.next()).cut();
  await states.named('reconnecting');
  await fanfare.close();
  world.pass(100_000);
  world.window.dispatchEvent(new Event('online'));
  assert.equal(states.all.at(-1).name, 'closed');
});

test('stays closed if it is closed before it began', async t => {
  const { fanfare, states } = open(t);
  await fanfare.close();
  await new Promise(setImmediate);
  assert.deepEqual(states.all.map(({ name }) => name), ['closed']);
});

async function waited(world, times) {
  while (world.delays.length < times) await new Promise(setImmediate);
}
