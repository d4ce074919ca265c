// Takes mail as a mail server does and counts it; reading it takes the real catcher.
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

let taken = 0;
createServer((socket) => {
  let isText = false;
  const say = (line) => void socket.write(`${line}\r\n`);
  socket.on('error', () => socket.destroy());
  say('220 mail');
  createInterface(socket).on('line', (line) => {
    if (isText && line !== '.') return;
    if (isText) taken += 1;
    const isEnd = isText;
    isText = !isEnd && /^data$/i.test(line);
    if (/^quit/i.test(line) && !isEnd) socket.end('221 bye\r\n');
    else say(isText ? '354 go on' : '250 ok');
  });
}).listen(1025);
createHttp((_request, answer) => void answer.end(`${JSON.stringify({ taken })}\n`)).listen(8025);
