// The ways to the server: a native WebSocket, and the transports of SockJS.

/** Where the endpoint is, seen from this browser: without what the native WebSocket may add to it. */
const base = location.pathname.slice(0, location.pathname.length - document.body.dataset.below.length);
const socketUrl = path => location.origin.replace(/^http/, 'ws') + path;

class NativeSocket extends Line {
  #socket;

  /** `attempt` is the id by which the server is asked later what it saw. */
  constructor(attempt = randomId(), url = `${socketUrl(location.pathname)}?attempt=${attempt}`) {
    super();
    this.#socket = new WebSocket(url, this.protocols());
    this.#socket.onopen = () => this.connected();
    this.#socket.onmessage = ({ data }) => this.receive(data);
    this.#socket.onclose = ({ code, reason }) =>
      this.ended(code === 1006 ? 'the connection failed (1006)' : `the connection was closed (${[code, reason].join(' ').trim()})`);
  }

  protocols() {
    return ['v12.stomp'];
  }

  connected() {
    this.opened();
  }

  receive(message) {
    this.heard(message);
  }

  /** Whether the size of a message is another one on its way. */
  get isCompressed() {
    return this.#socket.extensions !== '';
  }

  async send(text) {
    this.#socket.send(text);
  }

  close() {
    this.#socket.close();
  }
}

/** Takes the envelope of SockJS off what arrives. */
function unwrap(line, text) {
  switch (text[0]) {
    case 'o': return line.opened();
    case 'a': return JSON.parse(text.slice(1)).forEach(message => line.heard(message));
    case 'c': return line.ended(`the server closed it (${JSON.parse(text.slice(1)).join(' ')})`);
    default: return undefined; // h: a heart-beat of SockJS
  }
}

class SockJsSocket extends NativeSocket {
  constructor() {
    super('', socketUrl(`${base}/000/${randomId()}/websocket`));
  }

  protocols() {
    return [];
  }

  connected() {}

  receive(message) {
    unwrap(this, message);
  }

  async send(text) {
    await super.send(JSON.stringify([text]));
  }
}

/** What SockJS does by HTTP: what is sent goes in requests of its own. */
class HttpLine extends Line {
  session = `${base}/000/${randomId()}`;
  stop = new AbortController();

  async post(transport, body) {
    return fetch(`${this.session}/${transport}`, { method: 'POST', body, cache: 'no-store', signal: this.stop.signal });
  }

  async send(text) {
    const { status } = await this.post('xhr_send', JSON.stringify([text]));
    if (status === 404) throw new Failure('the server does not know the session that was just begun: do all requests reach the same instance?');
    if (status !== 204) throw new Failure(`what was sent was answered ${status}`);
  }

  async check(answer) {
    if (answer.status !== 200) throw new Failure(`it was answered ${answer.status}`);
    return answer;
  }

  run(receiving) {
    receiving.then(() => this.ended('the response ended'), failure => this.ended(failure.message));
  }

  close() {
    this.stop.abort();
  }
}

class XhrStreaming extends HttpLine {
  constructor() {
    super();
    this.run(this.#receive());
  }

  async #receive() {
    const { body } = await this.check(await this.post('xhr_streaming'));
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      lines.forEach(line => unwrap(this, line));
    }
  }
}

class XhrPolling extends HttpLine {
  constructor() {
    super();
    this.run(this.#receive());
  }

  async #receive() {
    while (!this.isOver) unwrap(this, await (await this.check(await this.post('xhr'))).text());
  }
}

class EventStream extends HttpLine {
  #source = new EventSource(`${this.session}/eventsource`);

  constructor() {
    super();
    this.#source.onmessage = ({ data }) => unwrap(this, data);
    this.#source.onerror = () => { this.ended('the stream ended'); this.#source.close(); };
  }

  close() {
    super.close();
    this.#source.close();
  }
}
