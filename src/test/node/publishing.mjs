import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barrier, base, connect, freshTopic, publish, subscribe } from './client.mjs';

const TRUMPET = 'h\u00e9 \u4e2d \u{1F3BA}';
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

test('hears what it publishes, with its headers', async t => {
  const topic = freshTopic();
  const client = await connect(t);
  const inbox = await subscribe(client, topic);
  await publish(client, { destination: topic, body: TRUMPET, headers: { key: `c:d\r\n\\${TRUMPET}` } });
  const { headers, body } = await inbox.next();
  assert.equal(body, TRUMPET);
  assert.equal(headers.key, `c:d\r\n\\${TRUMPET}`);
  assert.equal(headers.destination, topic);
  assert.equal(headers.subscription, inbox.subscription.id);
});

test('hears what another service posts', async t => {
  const topic = freshTopic();
  const inbox = await subscribe(await connect(t), topic);
  const answer = await fetch(`${base}/api/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ destination: topic, payload: { text: TRUMPET } }),
  });
  assert.equal(answer.status, 202);
  assert.deepEqual(JSON.parse((await inbox.next()).body), { text: TRUMPET });
});

test('hears two hundred events in order, each once', async t => {
  const topic = freshTopic();
  const subscriber = await connect(t);
  const inbox = await subscribe(subscriber, topic);
  const publisher = await connect(t);
  for (let i = 0; i < 200; i++) publisher.publish({ destination: topic, body: String(i) });
  await publish(publisher, { destination: topic, body: '200' });
  await barrier(subscriber);
  assert.deepEqual(inbox.messages.map(({ body }) => Number(body)), Array.from({ length: 201 }, (_, index) => index));
});

test('hears nothing after unsubscribe', async t => {
  const topic = freshTopic();
  const client = await connect(t);
  const inbox = await subscribe(client, topic);
  inbox.subscription.unsubscribe();
  await publish(client, { destination: topic, body: 'x' });
  await barrier(client);
  assert.deepEqual(inbox.messages, []);
});

test('follows a pattern', async t => {
  const topic = freshTopic();
  const client = await connect(t);
  const inbox = await subscribe(client, `${topic}.*`);
  await publish(client, { destination: `${topic}.one`, body: '1' });
  assert.equal((await inbox.next()).headers.destination, `${topic}.one`);
});

for (const forceBinaryWSFrames of [false, true]) {
  test(`carries binary bodies, ${forceBinaryWSFrames ? 'all' : 'only these'} in binary messages`, async t => {
    const topic = freshTopic();
    const client = await connect(t, { forceBinaryWSFrames });
    const inbox = await subscribe(client, topic);
    client.publish({ destination: topic, binaryBody: everyByte, headers: { 'content-type': 'image/png' } });
    const { headers, binaryBody } = await inbox.next();
    assert.deepEqual(Buffer.from(binaryBody), Buffer.from(everyByte));
    assert.equal(headers['content-type'], 'image/png');
    client.publish({ destination: topic, body: TRUMPET });
    assert.equal((await inbox.next()).body, TRUMPET);
  });
}

test('splits large frames over messages', async t => {
  const topic = freshTopic();
  const client = await connect(t, { splitLargeFrames: true, maxWebSocketChunkSize: 777 });
  const inbox = await subscribe(client, topic);
  const body = 'x'.repeat(50_000);
  client.publish({ destination: topic, body });
  assert.equal((await inbox.next()).body, body);
});

test('takes bodies without a length', async t => {
  const topic = freshTopic();
  const client = await connect(t);
  const inbox = await subscribe(client, topic);
  client.publish({ destination: topic, body: TRUMPET, skipContentLengthHeader: true });
  assert.equal((await inbox.next()).body, TRUMPET);
  client.publish({ destination: topic });
  assert.equal((await inbox.next()).body, '');
});
