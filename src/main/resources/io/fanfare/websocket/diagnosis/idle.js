// Whether connections last that nobody uses.

/** Promises a heart-beat so rare that the server waits for none, sends no pings, and is silent itself. */
const SILENT = '3600000,0';

/** Neither promises nor wants heart-beats: then the server sends pings, which the browser answers by itself. */
const PINGED = '0,0';

async function rest(line, beats, seconds) {
  await line.expect(['open']);
  await line.send(connect(beats));
  const { command, headers } = await line.expect(['CONNECTED', 'ERROR']);
  if (command === 'ERROR') return { state: 'skipped', text: `Not tried, since the server lets nobody in: “${headers.message}”` };
  const began = performance.now();
  try {
    await line.take(seconds * 1000);
    await line.send(frame('BEGIN', { transaction: 't', receipt: 'r' }));
    await line.expect(['RECEIPT']);
    return { state: 'ok' };
  } catch {
    return { state: 'failed', after: Math.round((performance.now() - began) / 1000) };
  }
}

async function checkPinged(line, seconds) {
  const result = await rest(line, PINGED, seconds);
  const text = {
    ok: `After ${seconds} s without a message it still worked: the server's pings, or the heart-beats of SockJS, keep it open.`,
    failed: `It was lost after ${result.after} s, in spite of the server's pings: something in between ends connections that soon.`,
  };
  return { text: text[result.state], ...result };
}

async function checkSilent(line, seconds) {
  const result = await rest(line, SILENT, seconds);
  const text = {
    ok: `After ${seconds} s without a single byte it still worked.`,
    failed: `It was lost after ${result.after} s without a single byte: something in between ends silent connections. Heart-beats and pings prevent that.`,
  };
  return { text: text[result.state], ...result, state: result.state === 'failed' ? 'held' : result.state };
}
