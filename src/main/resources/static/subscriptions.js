// What this page listens to, as chips. They outlive a connection and go on at the next where they were.

import { $, count, element, pulse } from './page.js';

export class Subscriptions {
  #listener;
  #all = new Set();
  #fanfare;

  /** Tells its listener `heard(message, destination)`, `changed()` and, in words, `note(title, text, isGood)`. */
  constructor(listener) {
    this.#listener = listener;
    setInterval(() => this.#all.forEach(showCount), 500);
  }

  get destinations() {
    return [...this.#all].map(({ destination }) => destination);
  }

  add(destination) {
    if (this.destinations.includes(destination)) return;
    const counter = element('b', {}, '0');
    const note = element('small');
    const title = `Unsubscribe from ${destination}`;
    const button = element('button', { type: 'button', title, ariaLabel: title }, '×');
    const item = element('li', {}, element('code', {}, destination), counter, note, button);
    button.onclick = () => {
      (item.nextSibling ?? item.previousSibling ?? $('subscribe')).querySelector('button').focus();
      this.#remove(chip);
    };
    const chip = { destination, element: item, counter, note, heard: 0 };
    this.#all.add(chip);
    $('chips').append(item);
    this.#subscribe(chip);
    this.#listener.changed();
  }

  /** From now on all are subscribed to at this connection. */
  moveTo(fanfare) {
    this.#fanfare = fanfare;
    this.#all.forEach(chip => this.#subscribe(chip));
  }

  #remove(chip) {
    chip.element.remove();
    chip.subscription.unsubscribe();
    this.#all.delete(chip);
    this.#listener.changed();
  }

  #subscribe(chip) {
    const { destination, note } = chip;
    note.textContent = '…';
    chip.subscription = this.#fanfare.subscribe(destination, message => {
      chip.heard++;
      this.#listener.heard(message, destination);
    }, {
      after: chip.subscription?.position,
      live: start => {
        note.textContent = start.resumed ? outcome(start) : '';
        if (start.resumed && start.recovered && start.replayed) {
          const missed = `It catches up on ${events(start.replayed)} from while it was away.`;
          this.#listener.note(`${destination} goes on where it was`, missed, true);
        }
      },
      gap: gap => {
        note.textContent = LOST;
        this.#listener.note(`${destination} has a gap`, describe(gap));
      },
      refused: () => this.#remove(chip),
    });
  }
}

const LOST = 'some are lost';
const events = number => `${count(number)} ${number === 1 ? 'event' : 'events'}`;
const outcome = ({ recovered, replayed }) =>
  !recovered ? LOST : replayed ? `${count(replayed)} caught up` : 'nothing missed';

function describe({ after, before, replayed }) {
  if (before) return `This page read too slowly: what came after ${after} and before ${before} was dropped.`;
  const left = replayed ? `What is left follows: ${events(replayed)}.` : 'Nothing is left of it.';
  return `Some of what came after ${after} is no longer kept. ${left}`;
}

function showCount({ counter, heard }) {
  if (counter.textContent === count(heard)) return;
  counter.textContent = count(heard);
  pulse(counter);
}
