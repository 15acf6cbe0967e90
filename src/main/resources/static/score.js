// The latest minutes as a score: each event a note, its pitch the destination's; each heart-beat a bar line.

const REMEMBERED = 120_000;
const PIXELS_PER_MS = 0.02;
const SPACE = 7;
const STAFF = 4 * SPACE;
const SAME_NOTE = 400;
const COLOUR = { line: '#6a5c49', sent: '#a8987a', received: '#a8987a', end: '#e58a77', note: '#e3b457' };

export class Score {
  #canvas;
  #marks = [];
  #lastOfPitch = [];

  constructor(canvas) {
    this.#canvas = canvas;
    const pace = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 50;
    setInterval(() => requestAnimationFrame(() => this.#draw()), pace);
  }

  /** Events of one pitch within a moment are one note, so that a flood costs no more than a melody. */
  note(destination) {
    const pitch = [...destination].reduce((hash, letter) => (hash * 33 + letter.charCodeAt()) % 1009, 7) % 9;
    if (performance.now() - this.#lastOfPitch[pitch] < SAME_NOTE) return;
    this.#lastOfPitch[pitch] = performance.now();
    this.bar('note', pitch);
  }

  /** `sent`, `received` or `end`. */
  bar(kind, pitch) {
    this.#marks.push({ at: performance.now(), kind, pitch });
    while (this.#marks[0].at < performance.now() - REMEMBERED) this.#marks.shift();
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#canvas.width = width * devicePixelRatio;
    this.#canvas.height = height * devicePixelRatio;
    const pen = this.#canvas.getContext('2d');
    pen.scale(devicePixelRatio, devicePixelRatio);
    pen.translate(0, (height - STAFF) / 2);
    pen.fillStyle = COLOUR.line;
    pen.fillRect(0, 0, 1, STAFF);
    for (let line = 0; line <= STAFF; line += SPACE) pen.fillRect(0, line, width, 1);
    for (const { at, kind, pitch } of this.#marks) {
      const x = width - 12 - (performance.now() - at) * PIXELS_PER_MS;
      pen.fillStyle = COLOUR[kind];
      if (kind === 'note') drawNote(pen, x, STAFF - pitch * SPACE / 2, pitch < 4);
      else drawBar(pen, x, kind);
    }
  }
}

/** The arrow says whether the heart-beat went out or came in; a double bar ends the session. */
function drawBar(pen, x, kind) {
  pen.fillRect(x, 0, 1, STAFF);
  if (kind === 'end') return pen.fillRect(x + 3, 0, 3, STAFF + 1);
  const [base, tip] = kind === 'sent' ? [-2, -7] : [STAFF + 3, STAFF + 8];
  pen.fill(new Path2D(`M${x - 3.5} ${base}h8L${x + 0.5} ${tip}z`));
}

function drawNote(pen, x, y, stemUp) {
  pen.beginPath();
  pen.ellipse(x, y, 4.2, 3, -0.35, 0, 2 * Math.PI);
  pen.fill();
  pen.fillRect(stemUp ? x + 3 : x - 4, stemUp ? y - 20 : y, 1.2, 20);
}
