// The events as they arrive, the newest on top. All are counted, the newest are kept, and a flood draws only what fits.

import { $, age, duration, element } from './page.js';
import { pretty } from './json.js';

const KEPT = 500;
const AT_ONCE = 40;
const PACE = 80;
const OURS = /^(subscription|destination|message-id|content-(type|length)|timestamp|ack|gap-after)$/;

export class Events {
  #kept = [];
  #sequence = 0;
  #newest = 0;
  #total = 0;
  #before = 0;
  #unseen = 0;
  #paused = false;
  #waiting = false;

  constructor() {
    $('pause').onclick = () => this.#pause(!this.#paused);
    $('clear').onclick = () => { this.#kept = []; this.#again(); };
    $('filter').oninput = () => this.#again();
    setInterval(() => this.#tick(), 1000);
  }

  heard(message, via) {
    this.#total++;
    this.#keep({ message, via });
  }

  /** Something the server said that is no event. */
  note(title, text) {
    this.#keep({ title, text });
  }

  #keep(entry) {
    this.#kept.push({ ...entry, at: Date.now(), sequence: ++this.#sequence });
    if (this.#kept.length > KEPT) this.#kept.shift();
    if (this.#paused) this.#unseen++;
    this.#later();
  }

  #later() {
    if (this.#waiting || this.#paused) return;
    this.#waiting = true;
    setTimeout(() => requestAnimationFrame(() => { this.#waiting = false; this.#draw(); }), PACE);
  }

  #again() {
    $('list').replaceChildren();
    this.#newest = 0;
    this.#draw();
  }

  /** The rows are always the newest without a gap; in quiet moments older ones are added below. */
  #draw() {
    if (this.#paused) return;
    const list = $('list');
    const wanted = this.#kept.filter(matches($('filter').value.toLowerCase()));
    const fresh = wanted.filter(entry => entry.sequence > this.#newest);
    this.#newest = this.#sequence;
    if (fresh.length > AT_ONCE) list.replaceChildren();
    list.prepend(...fresh.slice(-AT_ONCE).reverse().map(row));
    const oldest = this.#kept[0]?.sequence;
    while (list.lastChild?.entry.sequence < oldest) list.lastChild.remove();
    const last = list.lastChild?.entry.sequence;
    const older = wanted.filter(entry => entry.sequence < last).slice(-AT_ONCE).reverse();
    if (!older.length) return;
    if (fresh.length < AT_ONCE) list.append(...older.map(row));
    this.#later();
  }

  #pause(paused) {
    this.#paused = paused;
    this.#unseen = 0;
    $('pause').setAttribute('aria-pressed', paused);
    this.#tick();
    this.#draw();
  }

  #tick() {
    const rate = this.#total - this.#before;
    this.#before = this.#total;
    const words = [`${this.#total.toLocaleString('en')} heard`];
    if (rate) words.push(`${rate.toLocaleString('en')} a second`);
    $('counts').textContent = words.join(', ');
    $('pause').textContent = !this.#paused ? 'Pause' : this.#unseen ? `Resume, ${this.#unseen} new` : 'Resume';
    const now = Date.now();
    for (const { entry, ageElement } of $('list').children) {
      const text = age(now - sentAt(entry));
      if (ageElement.textContent !== text) ageElement.textContent = text;
    }
  }
}

const matches = words => ({ message, title = '', text = '' }) => !words
  || (message ? message.headers.destination + message.body : title + text).toLowerCase().includes(words);

const sentAt = ({ message, at }) => Number(message?.headers.timestamp) || at;

function row(entry) {
  const { message, title, text, via, at } = entry;
  const ageElement = element('span', { className: 'age' }, age(Date.now() - sentAt(entry)));
  const made = element('li', { entry, ageElement, className: message ? 'event' : 'event said' });
  const head = element('div', {}, element('b', {}, message?.headers.destination ?? title));
  made.append(head);
  if (message) {
    const { headers } = message;
    if (via !== headers.destination) head.append(element('span', {}, 'heard on ', element('code', {}, via)));
    head.append(element('span', {}, 'position ', element('code', {}, headers['message-id'])));
    if (headers.timestamp) head.append(element('span', {}, `took ${duration(at - headers.timestamp)}`));
    if (headers['gap-after']) {
      head.append(element('span', { className: 'gap' }, `some were dropped after ${headers['gap-after']}`));
    }
    const own = Object.entries(headers).filter(([name]) => !OURS.test(name));
    head.append(...own.map(([name, value]) => element('span', {}, `${name} `, element('code', {}, value))));
  }
  head.append(ageElement);
  made.append(element('pre', {}, ...(message ? body(message) : [text])));
  return made;
}

/** Text as text, JSON as JSON, and anything else by its size and first bytes. */
function body({ binaryBody: bytes, headers }) {
  if (!bytes.length) return [element('i', {}, 'no body')];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!/[\0-\x08\x0e-\x1f]/.test(text)) return pretty(text);
  } catch { /* not text */ }
  const start = [...bytes.slice(0, 64)].map(byte => byte.toString(16).padStart(2, '0')).join(' ');
  const size = `${bytes.length.toLocaleString('en')} bytes, ${headers['content-type'] ?? 'no content type'}`;
  return [element('i', {}, size), `\n${start}${bytes.length > 64 ? ' …' : ''}`];
}
