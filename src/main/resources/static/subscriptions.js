// What this page listens to, as chips. They outlive a connection and resume on the next where they were.

import { $, count, element, pulse } from './page.js';

export class Subscriptions {
  #listener;
  #all = new Map();
  #client;
  #next = 0;

  /** Tells its listener `heard(message, destination)` and `changed()`. */
  constructor(listener) {
    this.#listener = listener;
    setInterval(() => this.#all.forEach(showCount), 500);
  }

  get destinations() {
    return [...this.#all.values()].map(({ destination }) => destination);
  }

  add(destination) {
    if (this.destinations.includes(destination)) return;
    const id = `sub-${this.#next++}`;
    const counter = element('b', {}, '0');
    const note = element('small');
    const title = `Unsubscribe from ${destination}`;
    const button = element('button', { type: 'button', title, ariaLabel: title }, '×');
    const chip = element('li', {}, element('code', {}, destination), counter, note, button);
    button.onclick = () => {
      (chip.nextSibling ?? chip.previousSibling ?? $('subscribe')).querySelector('button').focus();
      this.remove(id);
    };
    const subscription = { id, destination, chip, counter, note, heard: 0 };
    this.#all.set(id, subscription);
    $('chips').append(chip);
    this.#subscribe(subscription);
    this.#listener.changed();
  }

  remove(id) {
    this.#all.get(id).chip.remove();
    this.#all.delete(id);
    if (this.#client?.connected) this.#client.unsubscribe(id);
    this.#listener.changed();
  }

  /** `position` is where the log stood when the session began. */
  connected(client, position) {
    this.#client = client;
    this.#all.forEach(subscription => this.#subscribe(subscription, position));
  }

  /** Forgets the subscription that an ERROR frame answers; false if it answers none. */
  refused(receipt) {
    this.#client = undefined;
    const answered = this.#all.has(receipt);
    if (answered) this.remove(receipt);
    return answered;
  }

  #subscribe(subscription, position) {
    if (!this.#client?.connected) return;
    const { id, destination, last, note } = subscription;
    const start = last ? { 'last-message-id': last } : {};
    note.textContent = '…';
    this.#client.watchForReceipt(id, ({ headers }) => {
      subscription.last ??= headers.position ?? position;
      note.textContent = headers.recovered === 'false' ? 'some may be missed' : '';
    });
    this.#client.subscribe(destination, message => {
      subscription.heard++;
      subscription.last = message.headers['message-id'];
      this.#listener.heard(message, destination);
    }, { id, receipt: id, ...start });
  }
}

function showCount({ counter, heard }) {
  if (counter.textContent === count(heard)) return;
  counter.textContent = count(heard);
  pulse(counter);
}
