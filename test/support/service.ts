import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { SettingsModule } from '../../src/app.module.js';
import { AuthModule } from '../../src/auth/auth.module.js';
import { Tokens, type TokenClaims } from '../../src/auth/tokens.js';
import { configFrom, type CompleteConfig } from '../../src/config.js';
import { Clock } from '../../src/event-sourcing/clock.js';
import type { Role } from '../../src/event-sourcing/messages.js';
import { ReadPosition } from '../../src/graphql/answer-cache.js';
import { GraphqlModule } from '../../src/graphql/graphql.module.js';
import { HealthModule } from '../../src/health/health.module.js';
import { ReadinessChecks, type ReadinessCheck } from '../../src/health/readiness.js';
import { loggerFor } from '../../src/logging.js';
import { createApp } from '../../src/serve.js';
import { StandingClock } from './clock.js';
import { Notes, NotesModule } from './notes/notes.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CONTRACT = [at('../../src/graphql/*.graphql'), at('../../src/auth/*.graphql'), at('notes/*.graphql')];

const SETTINGS = {
  NODE_ENV: 'development',
  MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  TOKEN_SECRET: 'a secret of at least thirty-two bytes',
};

/** What the doors' tests talk to: the real doors over real HTTP, before the tiny feature of notes. */
export const startService = async (settings: Record<string, string> = {}) => {
  const config = configFrom({ ...SETTINGS, ...settings }) as CompleteConfig;
  const clock = new StandingClock();
  const notes = new Notes();
  const problems: string[] = [];
  const lines: string[] = [];
  const logger = loggerFor(
    { production: true, logLevel: settings['LOG_LEVEL'] ?? 'info' },
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  const readiness: ReadinessCheck = { name: 'notes', check: () => problems[0] };

  @Global()
  @Module({
    providers: [
      { provide: Clock, useValue: clock },
      { provide: Notes, useValue: notes },
      { provide: ReadPosition, useExisting: Notes },
      { provide: ReadinessChecks, useValue: { checks: [readiness] } },
    ],
    exports: [Clock, Notes, ReadPosition, ReadinessChecks],
  })
  class World {}

  const module: DynamicModule = {
    module: class Service {},
    imports: [
      SettingsModule.with(config),
      CqrsModule.forRoot(),
      World,
      AuthModule,
      GraphqlModule.with(CONTRACT),
      HealthModule,
      NotesModule,
    ],
  };
  const app = await createApp(module, config, logger);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const token = (role: Role | 'none' = 'lead', claims: Partial<TokenClaims> = {}) =>
    app.get(Tokens).sign({ sub: role, name: `A ${role}`, roles: role === 'none' ? [] : [role], ...claims });
  const signedIn = { authorization: `Bearer ${await token()}` };

  return {
    app,
    clock,
    config,
    logger,
    notes,
    problems,
    url,
    token,
    socketUrl: `${url.replace('http', 'ws')}/graphql`,
    /** The headers of a lead. */
    signedIn,
    /** What was logged so far, as text. */
    log: () => lines.join(''),
    /** Asks as a lead, or as the headers say. */
    ask: async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signedIn, ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: answer.status, headers: answer.headers, ...((await answer.json()) as Answer) };
    },
    stop: () => app.close(),
  };
};

/** What GraphQL answers. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

/** A running service. */
export type Service = Awaited<ReturnType<typeof startService>>;
