import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, connect, publish } from '../client.mjs';
import { Line, listen, open } from './module.mjs';

test('comes back when its instance stops, and tells that the other has another log', async t => {
  const line = await Line.to(t, base);
  const { fanfare, states } = open(t, { url: line.url });
  const { subscription, heard, live, gaps } = listen(fanfare, '/topic/news');
  await live.next();
  const publisher = await connect(t);
  await publish(publisher, { destination: '/topic/news', body: 'the last' });
  await heard.next();
  const after = subscription.position;
  await publish(publisher, { destination: '/topic/ready' });
  const state = await states.named('reconnecting');
  assert.equal(state.code, 1012);
  assert.equal(state.reason, 'restart');
  line.leadTo(process.env.FANFARE_OTHER);
  assert.deepEqual(await live.next(), { resumed: true, recovered: false, replayed: 0 });
  assert.deepEqual(gaps, [{ destination: '/topic/news', after, replayed: 0 }]);
  fanfare.client.publish({ destination: '/topic/news', body: 'new' });
  assert.equal((await heard.next()).body, 'new');
});
