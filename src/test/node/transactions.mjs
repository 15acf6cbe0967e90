import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barrier, connect, freshTopic, subscribe } from './client.mjs';

test('publishes at commit', async t => {
  const { client, topic, inbox } = await subscribed(t);
  const transaction = client.begin();
  client.publish({ destination: topic, body: '1', headers: { transaction: transaction.id } });
  client.publish({ destination: topic, body: '2', headers: { transaction: transaction.id } });
  client.publish({ destination: topic, body: 'outside' });
  await barrier(client);
  assert.deepEqual(bodies(inbox), ['outside']);
  transaction.commit();
  await barrier(client);
  assert.deepEqual(bodies(inbox), ['outside', '1', '2']);
});

test('forgets at abort', async t => {
  const { client, topic, inbox } = await subscribed(t);
  const transaction = client.begin();
  client.publish({ destination: topic, body: '1', headers: { transaction: transaction.id } });
  transaction.abort();
  await barrier(client);
  assert.deepEqual(bodies(inbox), []);
});

test('acknowledges at commit', async t => {
  const { client, topic, inbox } = await subscribed(t, { ack: 'client', 'prefetch-count': '1' });
  client.publish({ destination: topic, body: '1' });
  client.publish({ destination: topic, body: '2' });
  const transaction = client.begin();
  (await inbox.next()).ack({ transaction: transaction.id });
  await barrier(client);
  assert.deepEqual(bodies(inbox), []);
  transaction.commit();
  await barrier(client);
  assert.deepEqual(bodies(inbox), ['2']);
});

async function subscribed(t, headers) {
  const topic = freshTopic();
  const client = await connect(t);
  return { client, topic, inbox: await subscribe(client, topic, headers) };
}

const bodies = inbox => inbox.messages.map(({ body }) => body);
