// What becomes of the connection, in plain words; coming back is the module's part.

import { Fanfare } from './fanfare/fanfare.js';

const MEANING = {
  1000: 'closed normally', 1001: 'the server is going away', 1002: 'a frame broke the protocol',
  1005: 'closed without a reason', 1006: 'the line was cut', 1009: 'a frame was too big',
  1011: 'the server failed', 1012: 'the server is restarting', 1013: 'the server is overloaded',
  4001: 'the server fell silent', 4401: 'the credential does not hold, or has expired', 4403: 'not allowed',
  4410: 'closed by an operator', 4507: 'this page fell silent', 4508: 'this page read too slowly',
  4509: 'a limit was reached',
};

/**
 * Tells its listener `state({name, text, retryAt})`, `connected(headers, client)`, `heartbeat('sent' or 'received')` and
 * what the server `said({reason, details})` in an ERROR frame.
 */
export class Connection {
  #listener;
  #fanfare;

  constructor(listener) {
    this.#listener = listener;
  }

  /** Connects in place of the connection before, and returns what to subscribe at. */
  open(url, headers) {
    this.#fanfare?.close();
    let wasConnected = false;
    const fanfare = this.#fanfare = new Fanfare(StompJs.Client, {
      url,
      headers,
      stomp: { webSocketFactory: () => this.#socket(url) },
      onstate: async state => {
        if (fanfare !== this.#fanfare) return;
        if (state.details !== undefined) this.#listener.said(state);
        this.#tell(state, url);
        const isUnexplained = state.code === 1006 && !wasConnected;
        wasConnected = state.name === 'connected';
        if (!isUnexplained) return;
        const text = await explain(url);
        if (state === this.#fanfare.state) this.#listener.state({ ...state, text });
      },
    });
    return fanfare;
  }

  retry() {
    this.#fanfare.connect();
  }

  close() {
    this.#fanfare.close();
  }

  #tell({ name, headers, code, reason, retryAt }, url) {
    if (name === 'connecting') return this.#listener.state({ name, text: `to ${url}` });
    if (name === 'connected') return this.#listener.connected(headers, this.#fanfare.client);
    const text = code ? `– ${MEANING[code] ?? 'closed'} (${[code, reason].filter(Boolean).join(' ')})` : `– ${reason}`;
    this.#listener.state({ name, code, text, retryAt });
  }

  /** A WebSocket that tells of heart-beats, which STOMP sends as a single line feed. */
  #socket(url) {
    const socket = new WebSocket(url, StompJs.Versions.default.protocolVersions());
    socket.send = data => {
      WebSocket.prototype.send.call(socket, data);
      if (data === '\n') this.#listener.heartbeat('sent');
    };
    socket.addEventListener('message', ({ data }) => {
      if (data === '\n' || data.byteLength === 1) this.#listener.heartbeat('received');
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
