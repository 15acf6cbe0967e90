import { Versions } from '@stomp/stompjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barrier, connect, freshTopic, publish, subscribe } from './client.mjs';

for (const version of ['1.0', '1.1', '1.2']) {
  test(`at ${version} acknowledges one by one, and each lets one more through`, async t => {
    const { client, inbox } = await twoOfFive(t, version, 'client-individual');
    (await inbox.next()).ack();
    await barrier(client);
    assert.deepEqual(inbox.messages.map(({ body }) => body), ['2', '3']);
  });
}

for (const version of ['1.1', '1.2']) {
  test(`at ${version} refuses a message, and that lets one more through`, async t => {
    const { client, inbox } = await twoOfFive(t, version, 'client-individual');
    (await inbox.next()).nack();
    await barrier(client);
    assert.deepEqual(inbox.messages.map(({ body }) => body), ['2', '3']);
  });
}

test('acknowledges all up to one', async t => {
  const { client, inbox } = await twoOfFive(t, '1.2', 'client');
  await inbox.next();
  (await inbox.next()).ack();
  await barrier(client);
  assert.deepEqual(inbox.messages.map(({ body }) => body), ['3', '4']);
});

async function twoOfFive(t, version, ack) {
  const topic = freshTopic();
  const client = await connect(t, { stompVersions: new Versions([version]) });
  const inbox = await subscribe(client, topic, { ack, 'prefetch-count': '2' });
  for (const body of ['1', '2', '3', '4', '5']) await publish(client, { destination: topic, body });
  await barrier(client);
  assert.deepEqual(inbox.messages.map(({ body }) => body), ['1', '2']);
  return { client, inbox };
}
