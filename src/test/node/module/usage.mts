// Compiles if the types fit the way the module is used.

import { Client } from '@stomp/stompjs';
import { Fanfare, type Gap, type State, type Subscription } from '../fanfare.js';

const fanfare = new Fanfare(Client, {
  url: 'wss://push.example.com/ws',
  headers: { login: 'alice' },
  token: async ({ refused }) => (refused ? 'new' : 'kept'),
  onstate: (state: State) => {
    if (state.name === 'reconnecting') console.log(new Date(state.retryAt), state.reason);
    if (state.name === 'connected') console.log(state.headers['user-name']);
  },
  stomp: { heartbeatIncoming: 5_000 },
});

const orders: Subscription = fanfare.subscribe('/topic/orders.#', message => console.log(message.body), {
  replay: 1,
  onGap: 'live',
  gap: ({ destination, after }: Gap) => console.log(destination, after),
  live: ({ recovered }) => console.log(recovered),
  refused: ({ reason }) => console.log(reason),
});
fanfare.subscribe('/user/inbox', async ({ binaryBody }) => console.log(binaryBody.length), { after: orders.position });

// @ts-expect-error: live or replay
fanfare.subscribe('/topic/a', () => {}, { onGap: 'dead' });
// @ts-expect-error: there is no such setting
new Fanfare(Client, { uri: 'x' });

orders.unsubscribe();
if (fanfare.state.name === 'closed') fanfare.connect();
await fanfare.close();
