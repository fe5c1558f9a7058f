import { parseArgs } from 'node:util';
import { wireServer } from './server.js';

const USAGE = `npm run wire-server -- [--port 2113] [--tls] [--user name:password ...]

Speaks EventStoreDB's protocol on 127.0.0.1 until it is interrupted. It keeps events in memory only. With --tls, callers
sign in: as admin (changeit), or as a user named here. The line it prints is the connection string.`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '2113' },
    tls: { type: 'boolean', default: false },
    user: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else {
  const users = Object.fromEntries(values.user.map((user) => [user.split(':', 1)[0]!, user.replace(/^[^:]*:?/, '')]));
  const server = await wireServer({ port: Number(values.port), tls: values.tls, users });
  console.log(server.connectionString);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
}
