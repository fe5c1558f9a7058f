import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { DynamicModule } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AppModule } from '../../src/app.module.js';
import { Tokens } from '../../src/auth/tokens.js';
import { configFrom, type CompleteConfig } from '../../src/config.js';
import type { Role } from '../../src/event-sourcing/messages.js';
import { ExampleModule } from '../../src/example/example.module.js';
import { Projector } from '../../src/event-sourcing/projector.js';
import { loggerFor } from '../../src/logging.js';
import { createApp } from '../../src/serve.js';

const SETTINGS = {
  NODE_ENV: 'development',
  MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  TOKEN_SECRET: 'a secret of at least thirty-two bytes',
  LOG_LEVEL: 'fatal',
};

/** What GraphQL answers. */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** The whole tracker on an empty folder, asked over HTTP without a network; `without` some of its modules. */
export const startTracker = async (
  settings: Record<string, string> = {},
  without: readonly unknown[] = [ExampleModule],
) => {
  // One tracker may serve many tests, so its folder goes when it stops and not after the first of them.
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  const config = configFrom({ ...SETTINGS, DATA_DIR: folder, ...settings }) as CompleteConfig;
  const logged: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    logged.push(chunk.toString());
    done();
  };
  const logger = loggerFor(config, new Writable({ write }));
  const whole = AppModule.with(config);
  const module: DynamicModule = {
    ...whole,
    imports: (whole.imports ?? []).filter((one) => !without.includes(one)),
  };
  const app = await createApp(module, config, logger);
  await app.get(Projector).opened();
  const token = (role: Role, id: string = role, claims = {}) =>
    app.get(Tokens).sign({ sub: id, name: `A ${role}`, roles: [role], ...claims });

  return {
    app,
    config,
    commands: app.get(CommandBus),
    projector: app.get(Projector),
    token,
    /** Everything it logged, at the level of the settings. */
    log: () => logged.join(''),
    /** Asks as governance staff, or in another role. */
    ask: async (query: string, variables: object = {}, role: Role = 'governance'): Promise<Answer> => {
      const answer = await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { authorization: `Bearer ${await token(role)}`, 'content-type': 'application/json' },
        payload: JSON.stringify({ query, variables }),
      });
      return answer.json();
    },
    stop: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A running tracker. */
export type Tracker = Awaited<ReturnType<typeof startTracker>>;
