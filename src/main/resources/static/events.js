// The events as they arrive, the newest on top. All are counted, the newest are kept, and a flood draws only what fits.

import { $, count, duration, element } from './page.js';
import { pretty } from './json.js';

const KEPT = 500;
const AT_ONCE = 40;
const PACE = 80;
const NOT_ITS_OWN = /^(subscription|destination|message-id|content-(type|length)|timestamp|ack|gap-after)$/;

export class Events {
  #kept = [];
  #sequence = 0;
  #drawn = 0;
  #heard = 0;
  #heardBefore = 0;
  #frozen;
  #waiting = false;

  constructor() {
    $('pause').onclick = () => {
      this.#frozen = this.#frozen ? undefined : [...this.#kept];
      $('pause').ariaPressed = Boolean(this.#frozen);
      this.#draw();
    };
    $('clear').onclick = () => { this.#kept = []; this.#frozen &&= []; this.#drawAnew(); };
    $('filter').oninput = () => this.#drawAnew();
    setInterval(() => this.#tick(), 1000);
  }

  heard(message, via) {
    this.#heard++;
    this.#keep({ message, via });
  }

  /** Something that is no event: what the server said, or what became of a subscription; `isGood` if it is no trouble. */
  note(title, text, isGood) {
    this.#keep({ title, text, isGood });
  }

  #keep(entry) {
    this.#kept.push({ ...entry, at: Date.now(), sequence: ++this.#sequence });
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#drawSoon();
  }

  #drawSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => requestAnimationFrame(() => { this.#waiting = false; this.#draw(); }), PACE);
  }

  #drawAnew() {
    $('list').replaceChildren();
    this.#drawn = 0;
    this.#draw();
  }

  /** The rows are always the newest without a gap; in quiet moments older ones are added below. */
  #draw() {
    const list = $('list');
    const kept = this.#frozen ?? this.#kept;
    const wanted = kept.filter(matches($('filter').value.toLowerCase()));
    const fresh = wanted.filter(({ sequence }) => sequence > this.#drawn);
    this.#drawn = fresh.at(-1)?.sequence ?? this.#drawn;
    if (fresh.length > AT_ONCE) list.replaceChildren();
    list.prepend(...fresh.slice(-AT_ONCE).reverse().map(row));
    while (list.lastChild?.entry.sequence < kept[0]?.sequence) list.lastChild.remove();
    const older = wanted.filter(({ sequence }) => sequence < list.lastChild.entry.sequence).slice(-AT_ONCE).reverse();
    if (fresh.length < AT_ONCE) list.append(...older.map(row));
    if (older.length) this.#drawSoon();
  }

  #tick() {
    const rate = this.#heard - this.#heardBefore;
    this.#heardBefore = this.#heard;
    $('counts').textContent = `${count(this.#heard)} heard${rate ? `, ${count(rate)} a second` : ''}`;
    for (const { entry, ageElement } of $('list').children) {
      if (ageElement.textContent !== age(entry)) ageElement.textContent = age(entry);
    }
  }
}

const matches = words => ({ message, title, text }) => !words
  || `${message ? message.headers.destination + message.body : title + text}`.toLowerCase().includes(words);

function age({ message, at }) {
  const ms = Date.now() - (Number(message?.headers.timestamp) || at);
  return ms < 1000 ? 'now' : `${duration(ms).replace(/\.\d/, '')} ago`;
}

function row(entry) {
  const { message, title, text, isGood, via, at } = entry;
  const ageElement = element('span', { className: 'age' }, age(entry));
  const facts = message ? eventFacts(message.headers, via, at) : [element('b', {}, title)];
  return element('li', { entry, ageElement, className: message ? 'event' : isGood ? 'event said good' : 'event said' },
    element('div', {}, ...facts, ageElement),
    element('pre', {}, ...(message ? body(message) : [text])));
}

function eventFacts(headers, via, at) {
  const { destination, timestamp, 'message-id': position } = headers;
  const fact = (name, value) => element('span', {}, `${name} `, element('code', {}, value));
  const facts = [element('b', {}, destination), fact('position', position)];
  if (via !== destination) facts.push(fact('heard on', via));
  if (timestamp) facts.push(element('span', {}, `took ${duration(at - timestamp)}`));
  const own = Object.entries(headers).filter(([name]) => !NOT_ITS_OWN.test(name));
  return [...facts, ...own.map(([name, value]) => fact(name, value))];
}

/** JSON as JSON, text as text, and anything else by its size and first bytes. */
function body({ binaryBody: bytes, headers }) {
  if (!bytes.length) return [element('i', {}, 'no body')];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!/[\0-\x08\x0e-\x1f]/.test(text)) return pretty(text);
  } catch { /* no text, then */ }
  const hex = Array.from(bytes.slice(0, 48), byte => byte.toString(16).padStart(2, '0')).join(' ');
  const size = `${count(bytes.length)} bytes, ${headers['content-type'] ?? 'no content type'}`;
  return [element('i', {}, size), `\n${hex}${bytes.length > 48 ? ' …' : ''}`];
}
