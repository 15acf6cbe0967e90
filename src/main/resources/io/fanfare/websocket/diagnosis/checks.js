// Each check ends with a state (ok, held, failed, skipped), milliseconds where they say something, and a sentence.

const REFUSED = 'It works. The server lets nobody in without a credential, which is another matter:';

/** Connects and has one question answered; `patience` is for each answer. */
async function converse(line, patience) {
  await line.expect(['open'], patience);
  await line.send(connect());
  const { command, headers } = await line.expect(['CONNECTED', 'ERROR'], patience);
  if (command === 'ERROR') return { state: 'ok', refusal: headers.message, text: `${REFUSED} “${headers.message}”` };
  const asked = performance.now();
  await line.send(frame('BEGIN', { transaction: 't', receipt: 'r' }));
  await line.expect(['RECEIPT'], patience);
  const ms = performance.now() - asked;
  return { state: 'ok', ms, text: 'It works: STOMP connected, and a frame was answered.' };
}

const checkSocket = line => converse(line, PATIENCE);

/** An answer that comes only when the response has ended was held back on the way. */
async function checkStream(line) {
  try {
    const result = await converse(line, PROMPT);
    return { ...result, text: `${result.text} Answers come on the open stream at once: it is not buffered.` };
  } catch (failure) {
    if (line.isOver) throw failure;
    await line.send(connect()).catch(() => {});
    await line.send(frame('DISCONNECT')).catch(() => {});
    const held = await line.take();
    if (!held) throw failure;
    return { state: 'held', text: 'It is buffered: something in between holds answers back until the response ends. SockJS falls back to polling.' };
  }
}

/** CONNECT stands behind so many line feeds in one message: when it is answered, all of it has arrived. */
async function checkSize(line, bytes) {
  await line.expect(['open']);
  const asked = performance.now();
  const end = connect();
  await line.send('\n'.repeat(bytes - end.length) + end);
  await line.expect(['CONNECTED', 'ERROR']);
  const little = line.isCompressed ? ' It was compressed on its way, so this does not say much.' : '';
  return { state: 'ok', ms: performance.now() - asked, text: `One message of ${bytes / 1024} KB arrives.${little}` };
}

async function checkInfo() {
  const asked = performance.now();
  const answer = await fetch(`${base}/info`, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Failure(`${base}/info was answered ${answer.status}`);
  const info = await answer.json().catch(() => { throw new Failure(`${base}/info is not what SockJS answers`); });
  if (!info.websocket) return { state: 'failed', text: 'The server says that it has no WebSocket.' };
  return { state: 'ok', ms: performance.now() - asked, text: 'The server tells SockJS clients what it can.' };
}

/** Does it with a line of its own. Whatever goes wrong is the result. */
async function withLine(open, check) {
  let line;
  try {
    line = open();
    return await check(line);
  } catch (failure) {
    const text = failure instanceof Failure ? failure.message : `${failure.name}: ${failure.message}`;
    return { state: 'failed', text: `It does not work: ${text}.` };
  } finally {
    line?.close();
  }
}
