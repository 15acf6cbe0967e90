import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, freshTopic, publish, subscribe, within } from './client.mjs';

const PATIENT = { heartbeatToleranceMultiplier: 50 };

test('hears the server and is heard, for longer than either would wait in silence', async t => {
  const said = { PING: 0, PONG: 0 };
  let enough;
  const beats = new Promise(resolve => { enough = resolve; });
  const client = await connect(t, {
    ...PATIENT,
    heartbeatIncoming: 200,
    heartbeatOutgoing: 2000,
    debug: text => {
      if (text === '>>> PING') said.PING++;
      if (text === '<<< PONG' && ++said.PONG === 40) enough();
    },
  });
  await within('forty beats', beats);
  assert.ok(said.PING > 0, 'the client beat too');
  assert.ok(client.connected);
});

test('lives without heart-beats', async t => {
  const client = await connect(t, { heartbeatIncoming: 0, heartbeatOutgoing: 0 });
  let pings = 0;
  await within('pings of the WebSocket instead', new Promise(resolve => {
    client.webSocket.on('ping', () => ++pings === 10 && resolve());
  }));
  assert.ok(client.connected);
});

test('beats do not disturb messages', async t => {
  const topic = freshTopic();
  const client = await connect(t, { ...PATIENT, heartbeatIncoming: 200, heartbeatOutgoing: 2000 });
  const inbox = await subscribe(client, topic);
  for (let i = 0; i < 10; i++) {
    await publish(client, { destination: topic, body: String(i) });
    assert.equal((await inbox.next()).body, String(i));
    await new Promise(resolve => setTimeout(resolve, 100));
  }
});
