// What every part of the page needs.

export const $ = id => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export const count = number => number.toLocaleString('en');

/** Milliseconds in the words of a person: `12 ms`, `3.4 s`, `5 min`, `2 h`. */
export function duration(ms) {
  if (Math.abs(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.abs(ms) < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return Math.abs(ms) < 3_600_000 ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / 3_600_000)} h`;
}

/** An address beside this page, wherever it is served: `beside('ws', 'ws')` is `ws://host/context/ws`. */
export const beside = (path, scheme = 'http') => new URL(path, document.baseURI).href.replace(/^(http|ws)/, scheme);

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Draws the eye to the element for a moment, if the reader likes motion. */
export function pulse(target) {
  if (!calm.matches) target.animate({ filter: ['brightness(1.8)', 'none'], scale: [1.25, 1] }, 600);
}
