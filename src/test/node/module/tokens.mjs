import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World, open } from './module.mjs';
import { Script } from './script.mjs';

/** A client with a function that gives a new token each time. */
async function begin(t, token) {
  const world = new World();
  const script = await Script.begin(t);
  const asked = [];
  const give = why => {
    asked.push(why);
    return token ? token(asked.length) : `t${asked.length}`;
  };
  return { world, script, asked, ...open(t, { url: script.url, headers: { login: 'alice' }, token: give }, world) };
}

test('asks for a token before each CONNECT', async t => {
  const { world, script, states } = await begin(t, async number => `t${number}`);
  for (const token of ['t1', 't2', 't3']) {
    const peer = await script.connected();
    assert.equal(peer.asked.token, token);
    assert.equal(peer.asked.login, 'alice');
    peer.cut();
    await states.named('reconnecting');
    world.pass(60_000);
  }
});

test('gives another token after 4401', async t => {
  const { world, script, asked, states } = await begin(t);
  for (let i = 0; i < 3; i++) {
    (await script.connected()).fail(4401, 'unauthenticated');
    assert.equal((await states.named('reconnecting')).code, 4401);
    world.pass(60_000);
  }
  assert.equal((await script.next()).asked.token, 't4');
  assert.deepEqual(asked.map(({ refused }) => refused), [false, true, true, true]);
});

test('stops if the other token is refused, too', async t => {
  const { world, script, states } = await begin(t);
  (await script.next()).fail(4401, 'unauthenticated');
  await states.named('reconnecting');
  world.pass(60_000);
  (await script.next()).fail(4401, 'unauthenticated');
  assert.equal((await states.named('closed')).code, 4401);
});

test('tries again later if there is no token', async t => {
  const { world, script, states } = await begin(t, async number => {
    if (number === 1) throw new Error('the service for tokens is down');
    return 'a token';
  });
  const { reason } = await states.named('reconnecting');
  assert.match(reason, /the service for tokens is down/);
  assert.deepEqual(world.delays, [1000]);
  world.pass(1000);
  assert.equal((await script.next()).asked.token, 'a token');
});

test('renews its token in band when the server wants it', async t => {
  const { world, script, states } = await begin(t);
  const peer = await script.connected({ 'renew-ms': 45_000 });
  await states.named('connected');
  assert.deepEqual(world.delays, [45_000]);
  world.pass(45_000);
  const { headers } = await peer.frame('SEND');
  assert.equal(headers.destination, '/fanfare/token');
  assert.equal(headers.token, 't2');
  peer.send('RECEIPT', { 'receipt-id': headers.receipt, 'renew-ms': 50_000 });
  while (world.delays.length < 2) await new Promise(setImmediate);
  world.pass(50_000);
  assert.equal((await peer.frame('SEND')).headers.token, 't3');
});

test('sends no token to a server that does not ask for it', async t => {
  const { world, script, asked, states } = await begin(t);
  await script.connected();
  await states.named('connected');
  world.pass(10_000_000);
  assert.equal(asked.length, 1);
});
