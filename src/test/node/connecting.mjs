import { Versions } from '@stomp/stompjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, receiptOf, subscribe, within } from './client.mjs';

test('connects at the best version', async t => {
  const client = await connect(t, { connectHeaders: { login: 'alice', passcode: '' } });
  assert.equal(client.connectedVersion, '1.2');
});

for (const version of ['1.0', '1.1', '1.2']) {
  test(`connects at version ${version} alone`, async t => {
    const client = await connect(t, { stompVersions: new Versions([version]) });
    assert.equal(client.connectedVersion, version);
  });
}

test('says why it refuses, then closes', async t => {
  const client = await connect(t);
  const error = new Promise(resolve => { client.onStompError = resolve; });
  const closed = new Promise(resolve => { client.onWebSocketClose = resolve; });
  client.publish({ destination: '/nowhere', body: 'x', headers: { receipt: 'r' } });
  const { headers, body } = await within('ERROR', error);
  assert.ok(headers.message);
  assert.equal(headers['receipt-id'], 'r');
  assert.ok(body);
  assert.notEqual((await within('the end', closed)).code, 1006);
});

test('disconnects with a receipt and a clean close', async t => {
  const client = await connect(t);
  await subscribe(client, '/topic/any');
  const closed = new Promise(resolve => { client.onWebSocketClose = resolve; });
  await within('the end', client.deactivate());
  assert.ok((await closed).wasClean);
});

test('comes back by itself after the line is cut', async t => {
  const client = await connect(t, { reconnectDelay: 50 });
  const back = new Promise(resolve => { client.onConnect = resolve; });
  client.forceDisconnect();
  await within('the second CONNECTED', back);
  const receipt = receiptOf(client, 'again');
  client.begin('t').abort();
  client.publish({ destination: '/topic/any', headers: { receipt: 'again' } });
  await receipt;
});
