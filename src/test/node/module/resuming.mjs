import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, barrier, connect, freshTopic, publish } from '../client.mjs';
import { Line, bodies, listen, open } from './module.mjs';

const numbers = (from, to) => Array.from({ length: to - from }, (_, index) => String(from + index));

/** A client behind a line that can be cut, with one subscription that is live, and a publisher that stays. */
async function begin(t, pattern, options) {
  const line = await Line.to(t, base);
  const { fanfare, states } = open(t, { url: line.url });
  const subscribed = listen(fanfare, pattern, options);
  await subscribed.live.next();
  const publisher = await connect(t);
  const send = async (destination, some) => {
    for (const body of some) await publish(publisher, { destination, body });
  };
  const cut = async () => {
    line.cut();
    await states.named('reconnecting');
  };
  const mend = () => {
    line.mend();
    fanfare.connect();
  };
  return { line, fanfare, states, send, cut, mend, publisher, ...subscribed };
}

/** All that was on its way has come. */
async function settled(fanfare) {
  await barrier(fanfare.client);
}

for (const [what, pattern] of [['a destination', topic => topic], ['a pattern', topic => `${topic}.#`]]) {
  test(`${what}: what is published while it is away comes once and in order`, async t => {
    const topic = freshTopic();
    const { fanfare, send, cut, mend, heard, live, gaps } = await begin(t, pattern(topic));
    await send(topic, numbers(0, 5));
    await heard.take(5);
    for (const round of [1, 2, 3]) {
      await cut();
      await send(topic, numbers(round * 10 - 5, round * 10 + 3));
      mend();
      assert.deepEqual(await live.next(), { resumed: true, recovered: true, replayed: 8 });
      await send(topic, numbers(round * 10 + 3, round * 10 + 5));
      await heard.take(10);
      await settled(fanfare);
    }
    assert.deepEqual(bodies(heard.all), numbers(0, 35));
    assert.deepEqual(gaps, []);
  });

  test(`${what}: misses nothing if it is cut off before its first message`, async t => {
    const topic = freshTopic();
    const { fanfare, send, cut, mend, heard, live } = await begin(t, pattern(topic));
    await cut();
    await send(topic, ['1', '2']);
    mend();
    assert.equal((await live.next()).replayed, 2);
    await settled(fanfare);
    assert.deepEqual(bodies(heard.all), ['1', '2']);
  });
}

test('cut in the middle of everything, again and again, it hears each event once and in order', async t => {
  const topic = freshTopic();
  const { fanfare, states, line, send, cut, mend, heard, gaps } = await begin(t, `${topic}.*`);
  const sent = (async () => {
    for (let i = 0; i < 300; i++) await send(`${topic}.${i % 3}`, [String(i)]);
  })();
  for (let round = 1; round <= 5; round++) {
    await heard.until(({ body }) => Number(body) >= round * 40);
    await cut();
    mend();
    await states.named('connected');
  }
  await sent;
  await heard.until(({ body }) => body === '299');
  await settled(fanfare);
  assert.deepEqual(bodies(heard.all), numbers(0, 300));
  assert.deepEqual(gaps, []);
  line.cut();
});

test('begins with the last value, and goes on from it', async t => {
  const topic = freshTopic();
  const publisher = await connect(t);
  for (const body of ['old', 'last']) await publish(publisher, { destination: topic, body });
  const { send, cut, mend, heard } = await begin(t, topic, { replay: 1 });
  assert.equal((await heard.next()).body, 'last');
  await cut();
  await send(topic, ['new']);
  mend();
  assert.equal((await heard.next()).body, 'new');
  assert.deepEqual(bodies(heard.all), ['last', 'new']);
});

test('tells of a gap once, and goes on with what is left', async t => {
  const topic = `/topic/short.${crypto.randomUUID()}`;
  const { subscription, send, cut, mend, heard, live, gaps } = await begin(t, topic);
  await send(topic, ['0']);
  await heard.next();
  const after = subscription.position;
  await cut();
  await send(topic, numbers(1, 10));
  mend();
  assert.deepEqual(await live.next(), { resumed: true, recovered: false, replayed: 3 });
  assert.deepEqual(bodies(await heard.take(3)), ['7', '8', '9']);
  assert.deepEqual(gaps, [{ destination: topic, after, replayed: 3 }]);
  await cut();
  mend();
  assert.equal((await live.next()).recovered, true);
  assert.equal(gaps.length, 1);
});

test('goes on with what is new after a gap, if it is asked to', async t => {
  const topic = `/topic/short.${crypto.randomUUID()}`;
  const { send, cut, mend, heard, live, gaps } = await begin(t, topic, { onGap: 'live' });
  await cut();
  await send(topic, numbers(1, 10));
  mend();
  assert.deepEqual(await live.next(), { resumed: true, recovered: false, replayed: 0 });
  await send(topic, ['new']);
  assert.equal((await heard.next()).body, 'new');
  assert.equal(gaps.length, 1);
});

test('subscribes and unsubscribes while it is away', async t => {
  const [gone, kept] = [freshTopic(), freshTopic()];
  const { fanfare, states, send, cut, mend, subscription, heard } = await begin(t, gone);
  await cut();
  subscription.unsubscribe();
  const later = listen(fanfare, kept);
  mend();
  await states.named('connected');
  await later.live.next();
  await send(gone, ['x']);
  await send(kept, ['y']);
  assert.equal((await later.heard.next()).body, 'y');
  assert.deepEqual(heard.all, []);
});

test('hears nothing after unsubscribe, and others go on', async t => {
  const topic = freshTopic();
  const { fanfare, send, subscription, heard } = await begin(t, topic);
  const other = listen(fanfare, topic);
  await other.live.next();
  subscription.unsubscribe();
  subscription.unsubscribe();
  await send(topic, ['x']);
  assert.equal((await other.heard.next()).body, 'x');
  assert.deepEqual(heard.all, []);
});

test('an operator closes it for good; told to connect, it goes on where it was', async t => {
  const topic = freshTopic();
  const { fanfare, states, send, heard } = await begin(t, topic);
  const { headers } = await states.named('connected');
  assert.equal((await fetch(`${base}/actuator/sessions/${headers.session}`, { method: 'DELETE' })).status, 204);
  assert.equal((await states.named('closed')).code, 4410);
  await send(topic, ['x']);
  fanfare.connect();
  assert.equal((await heard.next()).body, 'x');
});

test('goes on from a position that was kept', async t => {
  const topic = freshTopic();
  const first = await begin(t, topic);
  await first.send(topic, ['1', '2', '3']);
  await first.heard.take(3);
  const { position } = first.subscription;
  assert.equal(position, first.heard.all.at(-1).headers['message-id']);
  await first.fanfare.close();
  await first.send(topic, ['4']);
  const second = listen(open(t).fanfare, topic, { after: position });
  assert.equal((await second.live.next()).replayed, 1);
  assert.equal((await second.heard.next()).body, '4');
});

test('a bad destination is refused, and the rest goes on', async t => {
  const topic = freshTopic();
  const { fanfare, live, send, heard } = await begin(t, topic);
  const refusal = await new Promise(refused => { fanfare.subscribe('/nowhere/x', () => {}, { refused }); });
  assert.equal(refusal.code, 1002);
  assert.match(refusal.reason, /^A destination begins with/);
  await live.next();
  await send(topic, ['x']);
  assert.equal((await heard.next()).body, 'x');
});
