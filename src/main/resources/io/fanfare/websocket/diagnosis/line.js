// What every way to the server has in common.

/** Says in words what went wrong. */
class Failure extends Error {}

const PATIENCE = 5000;

/** Longer than any answer takes that nobody holds back. */
const PROMPT = 2500;

const pause = ms => new Promise(done => { setTimeout(done, ms); });

const randomId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

/** A way to the server and back. It keeps what arrives, in order, until someone takes it; that it is open, too. */
class Line {
  #arrived = [];
  #ended;
  #wake = () => {};

  opened() {
    this.#arrived.push({ command: 'open' });
    this.#wake();
  }

  heard(message) {
    this.#arrived.push(...frames(message));
    this.#wake();
  }

  /** The first reason counts. */
  ended(reason) {
    this.#ended ??= reason;
    this.#wake();
  }

  get isOver() {
    return this.#ended !== undefined;
  }

  /** The next that arrives, or nothing if that takes longer. */
  async take(ms = PATIENCE) {
    const until = performance.now() + ms;
    while (!this.#arrived.length) {
      if (this.isOver) throw new Failure(this.#ended);
      const left = until - performance.now();
      if (left <= 0) return undefined;
      await Promise.race([pause(left), new Promise(woken => { this.#wake = woken; })]);
    }
    return this.#arrived.shift();
  }

  /** The next, which must be one of these. */
  async expect(commands, ms = PATIENCE) {
    const next = await this.take(ms);
    if (!next) throw new Failure(`nothing came within ${Math.round(ms / 1000)} s`);
    if (!commands.includes(next.command)) throw new Failure(`${next.command} came instead of ${commands.join(' or ')}`);
    return next;
  }
}
