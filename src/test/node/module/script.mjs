// A server that says what a scenario tells it to, for what a real one says only in trouble.

import { WebSocketServer } from 'ws';
import { Arrivals } from './module.mjs';

export class Script {
  #arrivals = new Arrivals('a connection');

  static async begin(test) {
    const script = new Script();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'v12.stomp' });
    server.on('connection', socket => script.#arrivals.put(new Peer(socket)));
    test.after(() => { server.clients.forEach(socket => socket.terminate()); server.close(); });
    await new Promise(resolve => server.on('listening', resolve));
    script.url = `ws://127.0.0.1:${server.address().port}`;
    return script;
  }

  /** The next client, after its CONNECT, whose headers are `asked`. */
  async next() {
    const peer = await this.#arrivals.next();
    peer.asked = (await peer.frame('CONNECT')).headers;
    return peer;
  }

  /** The next client, which is connected. */
  async connected(headers = {}) {
    const peer = await this.next();
    peer.send('CONNECTED', { version: '1.2', 'heart-beat': '0,0', ...headers });
    return peer;
  }
}

class Peer {
  #socket;
  #frames = new Arrivals('a frame');

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', data => this.#frames.put(parse(String(data))));
  }

  frame(command) {
    return this.#frames.until(frame => frame.command === command);
  }

  send(command, headers, body = '') {
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    this.#socket.send(`${command}\n${lines.join('')}\n${body}\0`);
  }

  /** Ends it as Fanfare does: what is wrong in an ERROR frame, and the code. */
  fail(code, reason, headers) {
    if (headers) this.send('ERROR', headers);
    this.#socket.close(code, reason);
  }

  beat() {
    this.#socket.send('\n');
  }

  cut() {
    this.#socket.terminate();
  }
}

function parse(text) {
  const [head] = text.split('\n\n');
  const [command, ...lines] = head.split('\n');
  return { command, headers: Object.fromEntries(lines.map(line => line.split(/:(.*)/s).slice(0, 2))) };
}
