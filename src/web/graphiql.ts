import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { CLOSED_POLICY } from './headers.js';

const packages = createRequire(import.meta.url);
const inPackage = (name: string, file: string): string => join(dirname(packages.resolve(`${name}/package.json`)), file);
const ours = (file: string): string => fileURLToPath(new URL(`graphiql/${file}`, import.meta.url));

/** Every file of the page, by the name it is served under; nothing comes from anywhere else. */
const FILES: Readonly<Record<string, string>> = {
  'react.js': inPackage('react', 'umd/react.production.min.js'),
  'react-dom.js': inPackage('react-dom', 'umd/react-dom.production.min.js'),
  'graphiql.js': inPackage('graphiql', 'graphiql.min.js'),
  'graphiql.css': inPackage('graphiql', 'graphiql.min.css'),
  'start.js': ours('start.js'),
  'start.css': ours('start.css'),
};

const POLICY = {
  ...CLOSED_POLICY,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'connect-src': ["'self'"],
  // The fonts and marks of GraphiQL are written into its style sheet.
  'font-src': ['data:'],
  'img-src': ['data:'],
};

/** GraphiQL at /graphiql: a page to try queries on, made of the project's own files, so that it works offline. */
export const graphiqlPage = async (app: FastifyInstance): Promise<void> => {
  await app.register(files, { root: dirname(ours('page.html')), serve: false });
  const helmet = { contentSecurityPolicy: { useDefaults: false, directives: POLICY } };
  const route = { config: { door: 'open' as const }, helmet };

  app.get('/graphiql', route, (_request, reply) => reply.sendFile('page.html'));
  for (const [name, path] of Object.entries(FILES)) {
    app.get(`/graphiql/${name}`, route, (_request, reply) => reply.sendFile(basename(path), dirname(path)));
  }
};
