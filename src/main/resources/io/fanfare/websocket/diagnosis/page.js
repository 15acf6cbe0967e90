// The button, the list of results, and the report.

const $ = id => document.getElementById(id);
const WORDS = { running: 'trying', ok: 'ok', held: 'note', failed: 'failed', skipped: 'not tried' };
const results = {};

function show(name, result) {
  results[name] = result;
  const row = [...$('results').children].find(each => each.dataset.check === name) ?? addRow(name);
  row.dataset.state = result.state;
  row.querySelector('.state').textContent = WORDS[result.state];
  row.querySelector('.time').textContent = result.ms === undefined ? '' : `${Math.max(1, Math.round(result.ms))} ms`;
  row.querySelector('p').textContent = result.text ?? '';
}

function addRow(name) {
  const row = $('row').content.firstElementChild.cloneNode(true);
  row.dataset.check = name;
  row.querySelector('b').textContent = name;
  $('results').append(row);
  return row;
}

async function run(name, open, check) {
  show(name, { state: 'running' });
  show(name, await withLine(open, check));
}

async function runAll(idleSeconds) {
  const attempt = randomId();
  await run('Native WebSocket', () => new NativeSocket(attempt), checkSocket);
  const native = results['Native WebSocket'].state === 'ok';
  const told = await ask(attempt).catch(() => undefined);
  const why = told ? reasonOf(told) : 'the server cannot be reached any more';
  if (!native) show('Native WebSocket', { state: 'failed', text: `It does not work: ${why.replace(/\.$/, '')}.` });
  await run('SockJS info', () => undefined, checkInfo);
  await run('SockJS websocket', () => new SockJsSocket(), checkSocket);
  await run('SockJS xhr-streaming', () => new XhrStreaming(), checkStream);
  await run('SockJS eventsource', () => new EventStream(), checkStream);
  await run('SockJS xhr-polling', () => new XhrPolling(), checkSocket);
  await runOnBest(native, idleSeconds);
  return { words: verdict(results, why), advice: adviceOf(results, told?.attempt, $('buffering').content.textContent) };
}

/** Sizes and patience are tried on the best that works. */
async function runOnBest(native, idleSeconds) {
  const lines = { 'SockJS xhr-streaming': XhrStreaming, 'SockJS eventsource': EventStream, 'SockJS xhr-polling': XhrPolling };
  const fallback = Object.keys(lines).find(name => results[name].state === 'ok');
  const open = () => native ? new NativeSocket() : new lines[fallback]();
  const over = native ? '' : ` over ${fallback}`;
  if (!native && !fallback) return;
  await run(`16 KB message${over}`, open, line => checkSize(line, 16 * 1024));
  await run(`128 KB message${over}`, open, line => checkSize(line, 128 * 1024));
  if (idleSeconds) {
    await Promise.all([
      run(`Idle${over}`, open, line => checkPinged(line, idleSeconds)),
      native && run('Idle in silence', open, line => checkSilent(line, idleSeconds)),
    ]);
  }
}

function report({ words, advice }) {
  const lines = Object.entries(results).map(([name, { state, ms, text = '' }]) =>
    `[${WORDS[state]}] ${name}${ms === undefined ? '' : `, ${Math.round(ms)} ms`}: ${text}`);
  const seen = [...document.querySelectorAll('#seen div')].map(row =>
    `${row.children[0].textContent}: ${row.children[1].textContent}`);
  return ['Fanfare connection report', `${new Date().toISOString()} ${location.origin}${location.pathname}`, navigator.userAgent,
    '', words, ...(advice ? ['', advice] : []), '', ...lines, '', 'What the server saw of the page\'s request:', ...seen].join('\n');
}

$('try').onsubmit = async event => {
  event.preventDefault();
  $('start').disabled = true;
  $('results').replaceChildren();
  $('outcome').hidden = $('whole').hidden = true;
  Object.keys(results).forEach(name => delete results[name]);
  $('progress').textContent = 'Trying every way, one after the other …';
  const outcome = await runAll($('idle').checked ? $('seconds').valueAsNumber : 0);
  $('progress').textContent = '';
  $('outcome').hidden = $('whole').hidden = false;
  $('outcome').dataset.state = results['Native WebSocket'].state;
  $('verdict').textContent = outcome.words;
  $('fix').hidden = !outcome.advice;
  $('advice').textContent = outcome.advice;
  $('report').value = report(outcome);
  $('start').disabled = false;
  $('start').textContent = 'Try again';
};

/** Without a secure origin there is no clipboard to write to; then the text is selected and copied the old way. */
$('copy').onclick = async () => {
  let copied = true;
  try {
    await navigator.clipboard.writeText($('report').value);
  } catch {
    $('report').select();
    copied = document.execCommand('copy');
  }
  $('copied').textContent = copied ? 'Copied' : 'Press Ctrl+C';
};

$('broker').textContent = `brokerURL: '${socketUrl(base)}'`;
$('sockjs').textContent = `new SockJS('${location.origin}${base}')`;
$('curl').textContent = `curl -i --http1.1 --max-time 2 \\
  -H 'Connection: Upgrade' -H 'Upgrade: websocket' \\
  -H 'Sec-WebSocket-Version: 13' \\
  -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \\
  '${location.origin}${base.replaceAll("'", '%27')}'`;
