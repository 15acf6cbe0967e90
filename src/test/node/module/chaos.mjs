// stompjs and the module, on a line that is cut again and again: each hears every number of its destinations once, in order.
// The last message of a destination says how many came before it.

import { Client } from '@stomp/stompjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpoint } from '../client.mjs';
import { Fanfare } from '../fanfare.js';

const { FANFARE_PUBLISHER: publisher, FANFARE_READY: ready, FANFARE_ROOT: root } = process.env;
const [clients, destinations] = [process.env.FANFARE_CLIENTS, process.env.FANFARE_DESTINATIONS].map(Number);
const LONGEST_ABSENCE = 300;
const PATIENCE = 4 * 60_000;

const destination = number => `${root}.${number % 4}.${number}`;
const all = Array.from({ length: destinations }, (_, number) => destination(number));

/** What a client subscribes to, and which destinations that are. */
function interest(client) {
  switch (client % 12) {
    case 0: return [`${root}.#`, all];
    case 1: return [`${root}.${client % 4}.*`, all.filter((_, number) => number % 4 === client % 4)];
    default: return [destination(client % destinations), [destination(client % destinations)]];
  }
}

/** Checks what one client hears; `over` is settled by its last message. */
class Sequence {
  #next;
  #left;

  constructor(wanted) {
    this.#next = new Map(wanted.map(name => [name, 0]));
    this.#left = wanted.length;
    this.over = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  hear({ headers, body }) {
    const { destination: name } = headers;
    const next = this.#next.get(name);
    if (body === `end:${next}`) {
      this.#next.set(name, undefined);
      if (--this.#left === 0) this.resolve();
    } else if (body === String(next)) {
      this.#next.set(name, next + 1);
    } else {
      this.reject(new Error(`${name}: ${next} expected, not ${body}`));
    }
  }
}

let live = 0;

/** Tells the test that all subscriptions have begun, whose publishers may then begin. */
function begun() {
  if (++live === clients) fetch(`${publisher}/api/v1/destinations${ready}`, { method: 'POST', body: 'x' });
}

function byStompJs(pattern, sequence) {
  let last;
  const client = new Client({ brokerURL: endpoint, reconnectDelay: 1 + Math.random() * LONGEST_ABSENCE });
  client.onConnect = () => {
    client.watchForReceipt('live', ({ headers }) => {
      if (last === undefined) begun();
      else if (headers.recovered !== 'true') sequence.reject(new Error(`lost behind ${last}`));
      last ??= headers.position;
    });
    client.subscribe(pattern, message => {
      sequence.hear(message);
      last = message.headers['message-id'];
    }, { receipt: 'live', ...(last && { 'last-message-id': last }) });
  };
  client.activate();
  return () => client.deactivate({ force: true });
}

function byModule(pattern, sequence) {
  const soon = { setTimeout: (run, millis) => setTimeout(run, Math.min(millis, Math.random() * LONGEST_ABSENCE)) };
  const fanfare = new Fanfare(Client, { url: endpoint }, soon);
  fanfare.subscribe(pattern, message => sequence.hear(message), {
    live: ({ resumed }) => { if (!resumed) begun(); },
    gap: gap => sequence.reject(new Error(`a gap: ${JSON.stringify(gap)}`)),
  });
  return () => fanfare.close();
}

test('nobody misses anything', { concurrency: true, timeout: PATIENCE }, t => Promise.all(
  [['stompjs', byStompJs, 0], ['the module', byModule, 1]].map(([name, begin, first]) => t.test(name, async t => {
    const sequences = [];
    for (let client = first; client < clients; client += 2) {
      const [pattern, wanted] = interest(client);
      const sequence = new Sequence(wanted);
      t.after(begin(pattern, sequence));
      sequences.push(sequence.over);
    }
    assert.ok(sequences.length > 0);
    await Promise.all(sequences);
  }))));
