import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came, without the dots of the protocol. */
  readonly data: string;
}

/** A mail server on loopback: as much of RFC 5321 as a client needs. */
export async function smtpServer() {
  const mails: ReceivedMail[] = [];
  const server = {
    url: '',
    mails,
    /** What is answered to the end of a mail, and to a recipient. */
    answerToMail: '250 taken',
    answerTo: (_recipient: string): string => '250 fine',
    close: () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
    },
  };
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    let from = '';
    let to: string[] = [];
    let text = '';
    let isData = false;
    const command = (line: string): void => {
      const word = line.slice(0, 4).toUpperCase();
      const address = /<(.*)>/.exec(line)?.[1] ?? '';
      if (word === 'EHLO' || word === 'HELO') say('250 test');
      else if (word === 'MAIL') {
        [from, to] = [address, []];
        say('250 fine');
      } else if (word === 'RCPT') {
        const answer = server.answerTo(address);
        if (answer.startsWith('2')) to.push(address);
        say(answer);
      } else if (word === 'DATA') {
        isData = true;
        say('354 go on');
      } else if (word === 'QUIT') socket.end('221 bye\r\n');
      else say(word === 'RSET' ? '250 fine' : '502 not here');
    };
    say('220 test ESMTP');
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      for (;;) {
        const end = text.indexOf(isData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const piece = text.slice(0, end);
        text = text.slice(end + (isData ? 5 : 2));
        if (!isData) command(piece);
        else {
          isData = false;
          if (server.answerToMail.startsWith('2')) mails.push({ from, to, data: piece.replaceAll('\r\n..', '\r\n.') });
          say(server.answerToMail);
        }
      }
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  server.url = `smtp://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return server;
}
