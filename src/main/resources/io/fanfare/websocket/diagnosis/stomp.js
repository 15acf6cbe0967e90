// As much of STOMP 1.2 as the checks need.

const frame = (command, headers = {}) =>
  `${command}\n${Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join('')}\n\0`;

/** CONNECT; `beats` are the heart-beats that this side promises and wants, in milliseconds. */
const connect = (beats = '0,0') =>
  frame('CONNECT', { 'accept-version': '1.2', host: location.hostname, 'heart-beat': beats });

/** The frames of a message. Heart-beats, which are line feeds, are none. */
function frames(message) {
  return message.split('\0').map(text => text.replace(/^\n+/, '')).filter(Boolean).map(text => {
    const end = text.indexOf('\n\n');
    const [command, ...lines] = text.slice(0, end).split('\n');
    const headers = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
    return { command, headers };
  });
}
