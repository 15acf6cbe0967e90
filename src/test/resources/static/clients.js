// Publishes and listens with stompjs, over a WebSocket or the SockJS transport that the address names.

const transport = new URLSearchParams(location.search).get('transport');
const topic = `/topic/browser.${crypto.randomUUID()}`;
const text = 'h\u00e9 \u{1F3BA} "\\';
const bytes = Uint8Array.of(0, 1, 0x80, 0xff, 10);
const result = document.getElementById('result');

function show(state, what) {
  if (result.dataset.state !== 'running') return;
  result.dataset.state = state;
  result.textContent = what;
}

const client = new StompJs.Client({
  reconnectDelay: 0,
  webSocketFactory: () => transport === 'native'
    ? new WebSocket(`ws://${location.host}/ws`, StompJs.Versions.default.protocolVersions())
    : new SockJS('/ws', null, { transports: [transport] }),
  onStompError: ({ headers, body }) => show('failed', `${headers.message}: ${body}`),
  onWebSocketClose: ({ code, reason }) => show('failed', `closed: ${code} ${reason}`),
  onConnect: () => {
    const used = transport === 'native' ? client.webSocket.protocol : client.webSocket.transport;
    const heard = [];
    client.watchForReceipt('live', () => client.publish({ destination: topic, body: text }));
    client.subscribe(topic, message => {
      heard.push(message);
      if (heard.length === 1) postBytes();
      if (heard.length === 2) client.publish({ destination: topic, body: 'x'.repeat(40_000) });
      if (heard.length === 3) judge(heard, used);
    }, { receipt: 'live' });
  },
});

/** By HTTP, since SockJS sends text only. */
async function postBytes() {
  const headers = { 'Content-Type': 'image/png' };
  const { status } = await fetch(`/api/v1/destinations${topic}`, { method: 'POST', headers, body: bytes });
  if (status !== 202) show('failed', `POST answered ${status}`);
}

function judge([first, second, third], used) {
  const { headers } = second;
  const binary = headers['content-encoding'] === 'base64'
    ? Uint8Array.from(atob(second.body), character => character.charCodeAt(0))
    : second.binaryBody;
  if (first.body !== text) show('failed', `text: ${first.body}`);
  else if (binary.join() !== bytes.join()) show('failed', `binary: ${binary}`);
  else if (third.body.length !== 40_000) show('failed', `large: ${third.body.length}`);
  else show('passed', used);
}

client.activate();
