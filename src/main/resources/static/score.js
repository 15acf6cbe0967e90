// The last minute as a score: each event a note, its pitch the destination's; each heart-beat a bar line.

const MINUTE = 60_000;
const SPACE = 7;
const PITCHES = 9;
const SAME_NOTE = 400;
const COLOUR = { line: '#5d5040', beat: '#a8987a', note: '#e3b457', end: '#e58a77' };

export class Score {
  #canvas;
  #marks = [];
  #latest = new Map();
  #drawnAt = 0;

  constructor(canvas) {
    this.#canvas = canvas;
    const pace = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 50;
    const frame = now => {
      if (now - this.#drawnAt >= pace) this.#draw(now);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** Events of one pitch within a moment are one note, so that a flood costs no more than a melody. */
  note(destination) {
    let hash = 0;
    for (let i = 0; i < destination.length; i++) hash = (hash * 31 + destination.charCodeAt(i)) | 0;
    const pitch = Math.abs(hash) % PITCHES;
    const at = performance.now();
    if (at - (this.#latest.get(pitch) ?? -SAME_NOTE) < SAME_NOTE) return;
    this.#latest.set(pitch, at);
    this.#marks.push({ at, pitch });
  }

  /** `sent`, `received` or `end`. */
  bar(kind) {
    this.#marks.push({ at: performance.now(), kind });
  }

  #draw(now) {
    this.#drawnAt = now;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = devicePixelRatio;
    if (this.#canvas.width !== Math.round(width * scale) || this.#canvas.height !== Math.round(height * scale)) {
      this.#canvas.width = Math.round(width * scale);
      this.#canvas.height = Math.round(height * scale);
    }
    while (this.#marks[0]?.at < now - MINUTE) this.#marks.shift();
    const pen = this.#canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const top = (height - 4 * SPACE) / 2;
    pen.fillStyle = COLOUR.line;
    for (let line = 0; line < 5; line++) pen.fillRect(0, top + line * SPACE, width, 1);
    for (const mark of this.#marks) {
      const x = width - 12 - (now - mark.at) / MINUTE * width;
      if (mark.kind) drawBar(pen, x, top, mark.kind);
      else drawNote(pen, x, top, mark.pitch);
    }
  }
}

function drawBar(pen, x, top, kind) {
  const bottom = top + 4 * SPACE;
  pen.fillStyle = COLOUR[kind] ?? COLOUR.beat;
  pen.fillRect(x, top, 1, 4 * SPACE);
  if (kind === 'end') return pen.fillRect(x + 3, top, 3, 4 * SPACE + 1);
  const [base, tip] = kind === 'sent' ? [top - 2, top - 7] : [bottom + 3, bottom + 8];
  pen.beginPath();
  pen.moveTo(x - 3.5, base);
  pen.lineTo(x + 4.5, base);
  pen.lineTo(x + 0.5, tip);
  pen.fill();
}

function drawNote(pen, x, top, pitch) {
  const y = top + 4 * SPACE - pitch * SPACE / 2;
  const up = pitch < PITCHES / 2;
  pen.fillStyle = COLOUR.note;
  pen.beginPath();
  pen.ellipse(x, y, 4.2, 3, -0.35, 0, 2 * Math.PI);
  pen.fill();
  pen.fillRect(up ? x + 3 : x - 4, up ? y - 20 : y, 1.2, 20);
}
