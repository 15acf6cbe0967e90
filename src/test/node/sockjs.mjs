import assert from 'node:assert/strict';
import { test } from 'node:test';
import SockJS from 'sockjs-client';
import { barrier, base, connect, freshTopic, publish, subscribe, within } from './client.mjs';

const transports = ['websocket', 'xhr-streaming', 'xhr-polling', 'eventsource'];
const TRUMPET = 'h\u00e9 \u4e2d \u{1F3BA} "\\';

const over = transport => ({
  webSocketFactory: () => new SockJS(`${base}/ws`, null, { transports: [transport] }),
});

for (const transport of transports) {
  test(`${transport} carries publish and subscribe`, async t => {
    const topic = freshTopic();
    const client = await connect(t, over(transport));
    assert.equal(client.webSocket.transport, transport);
    const inbox = await subscribe(client, topic);
    for (let i = 0; i < 20; i++) await publish(client, { destination: topic, body: `${TRUMPET}${i}` });
    await barrier(client);
    assert.deepEqual(inbox.messages.map(({ body }) => body), Array.from({ length: 20 }, (_, i) => `${TRUMPET}${i}`));
  });

  test(`${transport} carries large bodies`, async t => {
    const topic = freshTopic();
    const client = await connect(t, over(transport));
    const inbox = await subscribe(client, topic);
    const body = 'x'.repeat(50_000);
    await publish(client, { destination: topic, body });
    assert.equal((await inbox.next()).body, body);
  });

  test(`${transport} carries binary bodies as base64`, async t => {
    const topic = freshTopic();
    const inbox = await subscribe(await connect(t, over(transport)), topic);
    const publisher = await connect(t);
    const bytes = Buffer.from([0, 1, 0x80, 0xff, 10]);
    publisher.publish({ destination: topic, binaryBody: bytes, headers: { 'content-type': 'image/png' } });
    const { headers, body } = await inbox.next();
    assert.equal(headers['content-encoding'], 'base64');
    assert.deepEqual(Buffer.from(body, 'base64'), bytes);
  });

  test(`${transport} says why it refuses, then closes`, async t => {
    const client = await connect(t, over(transport));
    const error = new Promise(resolve => { client.onStompError = resolve; });
    const closed = new Promise(resolve => { client.onWebSocketClose = resolve; });
    client.publish({ destination: '/nowhere', body: 'x' });
    assert.ok((await within('ERROR', error)).headers.message);
    await within('the end', closed);
  });
}
