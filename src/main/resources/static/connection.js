// One STOMP session at a time: opens it, tells in plain words how it ended, and comes back where that makes sense.

const MEANING = {
  1000: 'closed normally',
  1001: 'the server is going away',
  1002: 'a frame broke the protocol',
  1005: 'closed without a reason',
  1006: 'the line was cut',
  1009: 'a frame was too big',
  1011: 'the server failed',
  1012: 'the server is restarting',
  1013: 'the server is overloaded',
  4001: 'the server fell silent',
  4401: 'the credential does not hold, or has expired',
  4403: 'not allowed',
  4410: 'closed by an operator',
  4508: 'this page read too slowly',
  4509: 'a limit was reached',
};
const STABLE = 10_000;
const LONGEST_WAIT = 30_000;

/** Told of `state({name, text, retryAt})`, `connected(frame)`, `heartbeat(direction)` and `refused(frame)`. */
export class Connection {
  #listener;
  #client;
  #timer;
  #failures = 0;
  #openedAt;
  #comeBack = false;

  constructor(listener) {
    this.#listener = listener;
  }

  get client() {
    return this.#client?.connected ? this.#client : undefined;
  }

  open(url, headers) {
    this.#drop();
    this.#openedAt = undefined;
    this.#comeBack = false;
    const client = this.#client = new StompJs.Client({
      connectHeaders: headers,
      reconnectDelay: 0,
      connectionTimeout: 10_000,
      discardWebsocketOnCommFailure: true,
      webSocketFactory: () => this.#socket(url),
      onConnect: frame => {
        if (client !== this.#client) return;
        this.#openedAt = Date.now();
        this.#listener.connected(frame);
      },
      onStompError: frame => { this.#comeBack = this.#listener.refused(frame); },
      onWebSocketClose: event => {
        if (client === this.#client) this.#closed(event, url, () => this.open(url, headers));
      },
    });
    this.#listener.state({ name: 'connecting', text: `to ${url}` });
    client.activate();
  }

  close() {
    this.#drop();
    this.#failures = 0;
    this.#listener.state({ name: 'disconnected', text: 'by you' });
  }

  #drop() {
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    client?.deactivate();
  }

  /** A WebSocket that tells of heart-beats, which STOMP sends as a single line feed. */
  #socket(url) {
    const socket = new WebSocket(url, StompJs.Versions.default.protocolVersions());
    const send = socket.send.bind(socket);
    socket.send = data => {
      send(data);
      if (data === '\n') this.#listener.heartbeat('sent');
    };
    socket.addEventListener('message', ({ data }) => {
      if (data === '\n' || data.byteLength === 1) this.#listener.heartbeat('received');
    });
    return socket;
  }

  async #closed({ code, reason }, url, again) {
    const client = this.#client;
    if (this.#openedAt && Date.now() - this.#openedAt > STABLE) this.#failures = 0;
    let text = `${MEANING[code] ?? 'closed'} (${[code, reason.split(';')[0]].filter(Boolean).join(' ')})`;
    if (!this.#openedAt && code === 1006) text = await explain(url);
    if (client !== this.#client) return;
    const final = code === 1000 || code === 1002 || code === 1009 || (code >= 4400 && code < 4500);
    if (final && !this.#comeBack) {
      this.#drop();
      this.#listener.state({ name: 'disconnected', text });
      return;
    }
    const asked = /retry-ms=(\d+)/.exec(reason)?.[1];
    const wait = Number(asked ?? Math.min(LONGEST_WAIT, 1000 * 2 ** this.#failures++) * (0.75 + Math.random() / 2));
    this.#timer = setTimeout(again, wait);
    this.#listener.state({ name: 'reconnecting', text, retryAt: Date.now() + wait });
  }
}

/** A browser does not tell a page why a handshake failed; an ordinary GET of the same address does. */
async function explain(url) {
  try {
    const answer = await fetch(url.replace(/^ws/, 'http'), { headers: { Accept: 'application/problem+json' } });
    if (answer.status !== 426) return `no WebSocket endpoint at ${url} (HTTP ${answer.status})`;
    return 'the handshake was refused: the server’s log and actuator/handshakes say why';
  } catch {
    return `no answer from ${url}`;
  }
}
