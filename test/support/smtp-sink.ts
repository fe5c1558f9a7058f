import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A message as a mail server was handed it. */
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as they came over the wire. */
  readonly text: string;
}

/** A mail server that keeps what it is sent; the first `refused` messages it turns away for now. */
export const startSmtpSink = async (refused = 0) => {
  const mails: Mail[] = [];
  let turnedAway = 0;
  const talk = (socket: Socket) => {
    let [from, to, data, waiting] = ['', [] as string[], null as string | null, ''];
    const say = (line: string) => socket.write(`${line}\r\n`);
    const ended = () => {
      if (turnedAway < refused) {
        turnedAway++;
        say('451 4.7.1 Try again later');
      } else {
        mails.push({ from, to, text: data ?? '' });
        say('250 2.0.0 Ok');
      }
      [from, to, data] = ['', [], null];
    };
    const heard = (line: string) => {
      if (data !== null) {
        if (line === '.') ended();
        else data += `${line.startsWith('..') ? line.slice(1) : line}\n`;
        return;
      }
      const [verb = ''] = line.toUpperCase().split(/[ :]/);
      if (verb === 'MAIL') from = /<(.*?)>/.exec(line)?.[1] ?? '';
      if (verb === 'RCPT') to = [...to, /<(.*?)>/.exec(line)?.[1] ?? ''];
      if (verb === 'DATA') data = '';
      if (verb === 'QUIT') socket.end('221 2.0.0 Bye\r\n');
      else say(verb === 'DATA' ? '354 Go on' : '250 Ok');
    };
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => {
      const lines = (waiting + piece.toString()).split('\r\n');
      waiting = lines.pop() ?? '';
      for (const line of lines) heard(line);
    });
    say('220 sink ESMTP');
  };
  const server = createServer(talk).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    mails,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};
