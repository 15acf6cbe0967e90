// One STOMP session at a time: opens it, tells in plain words how it ended, and comes back where that makes sense.

const MEANING = {
  1000: 'closed normally', 1001: 'the server is going away', 1002: 'a frame broke the protocol',
  1005: 'closed without a reason', 1006: 'the line was cut', 1009: 'a frame was too big',
  1011: 'the server failed', 1012: 'the server is restarting', 1013: 'the server is overloaded',
  4001: 'the server fell silent', 4401: 'the credential does not hold, or has expired', 4403: 'not allowed',
  4410: 'closed by an operator', 4507: 'this page fell silent', 4508: 'this page read too slowly',
  4509: 'a limit was reached',
};
const isFinal = code => [1000, 1002, 1009].includes(code) || (code >= 4400 && code < 4500);
const AT_ONCE = 300;
const STABLE = 10_000;
const LONGEST_WAIT = 30_000;

/**
 * Tells its listener `state({name, text, retryAt})`, `connected(frame)` and `heartbeat('sent' or 'received')`, and asks
 * it `refused(errorFrame)`: whether to come back although the server closes for good.
 */
export class Connection {
  #listener;
  #client;
  #timer;
  #failures = 0;

  constructor(listener) {
    this.#listener = listener;
  }

  open(url, connectHeaders) {
    this.#drop();
    let openedAt, comeBack;
    const client = this.#client = new StompJs.Client({
      connectHeaders,
      reconnectDelay: 0,
      connectionTimeout: 10_000,
      discardWebsocketOnCommFailure: true,
      webSocketFactory: () => this.#socket(url),
      onConnect: frame => {
        openedAt = Date.now();
        if (client === this.#client) this.#listener.connected(frame, client);
      },
      onStompError: frame => { comeBack = this.#listener.refused(frame); },
      onWebSocketClose: async ({ code, reason }) => {
        let text = `– ${MEANING[code] ?? 'closed'} (${[code, reason.split(';')[0]].filter(Boolean).join(' ')})`;
        if (!openedAt && code === 1006) text = await explain(url);
        if (client !== this.#client) return;
        if (isFinal(code) && !comeBack) return this.close(text);
        if (Date.now() - openedAt > STABLE) this.#failures = 0;
        const ours = Math.min(LONGEST_WAIT, 1000 * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
        const wait = comeBack ? AT_ONCE : Number(/retry-ms=(\d+)/.exec(reason)?.[1] ?? ours);
        this.#timer = setTimeout(() => this.open(url, connectHeaders), wait);
        this.#listener.state({ name: 'reconnecting', text, retryAt: Date.now() + wait });
      },
    });
    this.#listener.state({ name: 'connecting', text: `to ${url}` });
    client.activate();
  }

  close(text = 'by you') {
    this.#drop();
    this.#failures = 0;
    this.#listener.state({ name: 'disconnected', text });
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#client?.deactivate();
    this.#client = undefined;
  }

  /** A WebSocket that tells of heart-beats, which STOMP sends as a single line feed. */
  #socket(url) {
    const socket = new WebSocket(url, StompJs.Versions.default.protocolVersions());
    socket.send = data => {
      WebSocket.prototype.send.call(socket, data);
      if (data === '\n') this.#listener.heartbeat('sent');
    };
    socket.addEventListener('message', ({ data }) => {
      if (data !== '\n' && data.byteLength !== 1) return;
      this.#listener.heartbeat('received');
      // The timers of a hidden page may sleep longer than the server waits.
      if (document.hidden) socket.send('\n');
    });
    return socket;
  }
}

/** A browser does not tell a page why a handshake failed; an ordinary GET of the same address does. */
async function explain(url) {
  try {
    const answer = await fetch(url.replace(/^ws/, 'http'), { headers: { Accept: 'application/problem+json' } });
    if (answer.headers.get('Content-Type')?.startsWith('application/problem+json')) {
      const { detail, fix = '' } = await answer.json();
      return `– ${detail} ${fix}`;
    }
    return [400, 426].includes(answer.status) ? '– the endpoint is there, but the handshake was refused'
      : `– no WebSocket endpoint at ${url} (HTTP ${answer.status})`;
  } catch {
    return `– no answer from ${url}`;
  }
}
