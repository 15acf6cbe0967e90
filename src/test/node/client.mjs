// What the scenarios share: a connected stompjs client, and an inbox for what it hears.

import { Client } from '@stomp/stompjs';
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

Object.assign(globalThis, { WebSocket });

const PATIENCE = 20_000;

export const base = process.env.FANFARE_URL;
export const endpoint = `${base.replace(/^http/, 'ws')}/ws`;
export const freshTopic = () => `/topic/node.${randomUUID()}`;

/** The promise, or a failure that says what was waited for. */
export function within(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${PATIENCE} ms for ${what}`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Connects, or rejects with the ERROR or close that came instead; ends with the test. */
export async function connect(test, options = {}) {
  const client = new Client({ brokerURL: endpoint, reconnectDelay: 0, ...options });
  test.after(() => client.deactivate({ force: true }));
  await within('CONNECTED', new Promise((resolve, reject) => {
    client.onConnect = resolve;
    client.onStompError = frame => reject(new Error(`ERROR ${frame.headers.message}: ${frame.body}`));
    client.onWebSocketClose = ({ code, reason }) => reject(new Error(`closed: ${code} ${reason}`));
    client.activate();
  }));
  return client;
}

/** Subscribes, waits for the receipt, and returns where the messages can be taken from, one by one. */
export async function subscribe(client, destination, headers = {}) {
  const inbox = new Inbox();
  const receipt = randomUUID();
  const live = receiptOf(client, receipt);
  inbox.subscription = client.subscribe(destination, message => inbox.put(message), { ...headers, receipt });
  await live;
  return inbox;
}

export function receiptOf(client, id) {
  return within(`the receipt ${id}`, new Promise(resolve => client.watchForReceipt(id, resolve)));
}

/** Publishes and waits until the server has it. */
export async function publish(client, message) {
  const receipt = randomUUID();
  const taken = receiptOf(client, receipt);
  client.publish({ ...message, headers: { ...message.headers, receipt } });
  await taken;
}

/** Waits until everything that was published before has been delivered to this client. */
export async function barrier(client) {
  const { subscription } = await subscribe(client, freshTopic());
  const receipt = randomUUID();
  const ended = receiptOf(client, receipt);
  subscription.unsubscribe({ receipt });
  await ended;
}

class Inbox {
  messages = [];
  #waiting;

  put(message) {
    this.messages.push(message);
    this.#waiting?.();
  }

  async next() {
    if (!this.messages.length) {
      await within('a message', new Promise(resolve => { this.#waiting = resolve; }));
    }
    return this.messages.shift();
  }
}
