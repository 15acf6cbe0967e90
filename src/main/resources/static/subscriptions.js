// What this page listens to, as chips. They outlive a connection and resume on the next where they were.

import { $, element, pulse } from './page.js';

/** Told of `heard(message, subscription)` and `changed()`. */
export class Subscriptions {
  #listener;
  #all = new Map();
  #client;
  #next = 0;

  constructor(listener) {
    this.#listener = listener;
  }

  get destinations() {
    return [...this.#all.values()].map(subscription => subscription.destination);
  }

  add(destination, replay = 0) {
    const known = [...this.#all.values()].find(subscription => subscription.destination === destination);
    if (known) {
      known.chip.querySelector('button').focus();
      return;
    }
    const id = `sub-${this.#next++}`;
    const counter = element('b', { textContent: '0' });
    const note = element('small');
    const remove = element('button', { type: 'button', textContent: '×', onclick: () => this.remove(id) });
    remove.setAttribute('aria-label', `Unsubscribe from ${destination}`);
    const chip = element('li', {}, element('code', {}, destination), counter, note, remove);
    this.#all.set(id, { id, destination, replay, chip, counter, note, count: 0 });
    $('chips').append(chip);
    this.#subscribe(this.#all.get(id));
    this.#listener.changed();
  }

  remove(id) {
    const { chip } = this.#all.get(id);
    this.#all.delete(id);
    (chip.nextElementSibling ?? chip.previousElementSibling)?.querySelector('button').focus();
    chip.remove();
    this.#client?.unsubscribe(id);
    this.#listener.changed();
  }

  connected(client, position) {
    this.#client = client;
    this.#all.forEach(subscription => this.#subscribe(subscription, position));
  }

  disconnected() {
    this.#client = undefined;
  }

  /** Forgets the subscription an ERROR frame answers, if it answers one. */
  refused(receipt) {
    const id = receipt?.replace('live-', '');
    if (!this.#all.has(id)) return false;
    this.#client = undefined;
    this.remove(id);
    return true;
  }

  countAgain() {
    for (const { counter, count } of this.#all.values()) {
      const text = count.toLocaleString('en');
      if (counter.textContent === text) continue;
      counter.textContent = text;
      pulse(counter);
    }
  }

  #subscribe(subscription, position) {
    if (!this.#client) return;
    const { id, destination, replay, last, note } = subscription;
    const receipt = `live-${id}`;
    const start = last ? { 'last-message-id': last } : replay ? { replay } : {};
    note.textContent = '…';
    this.#client.watchForReceipt(receipt, ({ headers }) => {
      subscription.last ??= headers.position ?? position;
      note.textContent = headers.recovered === 'false' ? 'some were missed'
        : Number(headers.replayed) ? `${headers.replayed} replayed` : '';
    });
    this.#client.subscribe(destination, message => {
      subscription.count++;
      subscription.last = message.headers['message-id'];
      this.#listener.heard(message, subscription);
    }, { id, receipt, ...start });
  }
}
