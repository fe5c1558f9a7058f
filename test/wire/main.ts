import { parseArgs } from 'node:util';
import { wireServer } from './server.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '2113' } } });
const server = await wireServer({ port: Number(values.port) });
console.log(server.connectionString);
