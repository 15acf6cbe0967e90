// What the scenarios of the module share: a client that is watched, and what it is taken through.

import { Client } from '@stomp/stompjs';
import net from 'node:net';
import { endpoint, within } from '../client.mjs';
import { Fanfare } from '../fanfare.js';

/** A client that ends with the test; `states` is where what becomes of it can be awaited. */
export function open(test, options = {}, world = {}) {
  const states = new Arrivals('a state');
  const fanfare = new Fanfare(Client, { url: endpoint, onstate: state => states.put(state), ...options }, world);
  test.after(() => fanfare.close());
  return { fanfare, states };
}

/** A subscription whose handler keeps what it hears; `live` and `gaps` are what it is told of itself. */
export function listen(fanfare, destination, options = {}) {
  const heard = new Arrivals(`a message of ${destination}`);
  const live = new Arrivals(`the receipt of ${destination}`);
  const gaps = [];
  const subscription = fanfare.subscribe(destination, message => { heard.put(message); }, {
    live: start => live.put(start),
    gap: gap => { gaps.push(gap); },
    ...options,
  });
  return { subscription, heard, live, gaps };
}

/** What arrives, to be taken one by one. */
export class Arrivals {
  all = [];
  #taken = 0;
  #wake;

  constructor(what) {
    this.what = what;
  }

  put(one) {
    this.all.push(one);
    this.#wake?.();
  }

  async next() {
    while (this.#taken === this.all.length) {
      await within(this.what, new Promise(resolve => { this.#wake = resolve; }));
    }
    return this.all[this.#taken++];
  }

  async until(isWanted) {
    for (;;) {
      const one = await this.next();
      if (isWanted(one)) return one;
    }
  }

  /** The state of this name, skipping others. */
  named(name) {
    return this.until(state => state.name === name);
  }

  async take(count) {
    const some = [];
    while (some.length < count) some.push(await this.next());
    return some;
  }
}

export const bodies = messages => messages.map(({ body }) => body);

/** Time that passes only when it is told to, chance that is fixed, and a window. */
export class World {
  chance = 1;
  delays = [];
  window = Object.assign(new EventTarget(), { document: Object.assign(new EventTarget(), { hidden: false }) });
  #time = 1_000_000;
  #timers = new Set();

  now = () => this.#time;
  random = () => this.chance;
  clearTimeout = timer => this.#timers.delete(timer);

  setTimeout = (run, millis) => {
    const timer = { run, at: this.#time + millis };
    this.#timers.add(timer);
    this.delays.push(millis);
    return timer;
  };

  pass(millis) {
    this.#time += millis;
    for (const timer of this.#timers) {
      if (timer.at <= this.#time && this.#timers.delete(timer)) timer.run();
    }
  }
}

/** The line to a server, which can be cut, stay cut, and lead to another server. */
export class Line {
  #sockets = new Set();
  #server;
  #port;
  #isCut = false;

  static async to(test, url) {
    const line = new Line();
    line.leadTo(url);
    line.#server = net.createServer(socket => line.#join(socket));
    await new Promise(resolve => line.#server.listen(0, '127.0.0.1', resolve));
    test.after(() => { line.cut(); line.#server.close(); });
    line.url = `ws://127.0.0.1:${line.#server.address().port}/ws`;
    return line;
  }

  leadTo(url) {
    this.#port = Number(new URL(url).port);
  }

  cut() {
    this.#isCut = true;
    this.#sockets.forEach(socket => socket.destroy());
  }

  mend() {
    this.#isCut = false;
  }

  #join(socket) {
    if (this.#isCut) return socket.destroy();
    const other = net.connect(this.#port, '127.0.0.1');
    for (const [one, far] of [[socket, other], [other, socket]]) {
      this.#sockets.add(one);
      one.pipe(far);
      one.on('error', () => far.destroy());
      one.on('close', () => { this.#sockets.delete(one); far.destroy(); });
    }
  }
}
