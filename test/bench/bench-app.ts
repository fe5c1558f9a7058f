import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Global, Module, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { AppModule, SettingsModule } from '../../src/app.module.js';
import { AuthModule } from '../../src/auth/auth.module.js';
import { Tokens } from '../../src/auth/tokens.js';
import { configFrom, type CompleteConfig } from '../../src/config.js';
import { Clock, SystemClock } from '../../src/event-sourcing/clock.js';
import { Projector } from '../../src/event-sourcing/projector.js';
import { ReadPosition } from '../../src/graphql/answer-cache.js';
import { GraphqlModule } from '../../src/graphql/graphql.module.js';
import { HealthModule } from '../../src/health/health.module.js';
import { ReadinessChecks } from '../../src/health/readiness.js';
import { loggerFor } from '../../src/logging.js';
import { createApp } from '../../src/serve.js';
import { constantOf } from './constant.js';
import type { Delivery, Order } from './load.worker.js';

/** A server under measurement. */
export interface BenchServer {
  readonly app: INestApplication;
  readonly url: string;
  readonly authorization: string;
}

const GROUND = ['graphql', 'auth'].map((room) =>
  fileURLToPath(new URL(`../../src/${room}/*.graphql`, import.meta.url)),
);

/** The settings of a server under measurement. */
export const settingsOf = (dataDir: string) => ({
  NODE_ENV: 'production',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  TOKEN_SECRET: 'a secret for the benchmark alone, long enough',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'fatal',
  RATE_LIMIT: '0',
});

const serve = async (
  module: (config: CompleteConfig) => Type | DynamicModule,
  dataDir: string,
): Promise<BenchServer> => {
  const config = configFrom(settingsOf(dataDir)) as CompleteConfig;
  const app = await createApp(module(config), config, loggerFor(config));
  await app.listen(0, '127.0.0.1');
  const token = await app.get(Tokens).sign({ sub: 'benchmark', name: 'Benchmark', roles: ['governance'] });
  return { app, url: await app.getUrl(), authorization: `Bearer ${token}` };
};

/** The whole service over a data folder, when it has done what it does after a start. */
export const serveTracker = async (dataDir: string): Promise<BenchServer> => {
  const server = await serveWhole(dataDir);
  await server.app.get(Projector).opened();
  await server.app.get(Projector).timeTravel.keepIntervals();
  return server;
};

const serveWhole = (dataDir: string): Promise<BenchServer> => serve((config) => AppModule.with(config), dataDir);

/** The same server, guarded and limited the same way, answering what it was given: `constant⟨Name⟩(n: Int)`. */
export const serveConstants = async (
  answers: Readonly<Record<string, Parameters<typeof constantOf>[1]>>,
): Promise<BenchServer & { readonly queries: Readonly<Record<string, string>>; close(): Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-constants-'));
  const made = Object.entries(answers).map(([name, answer]) => ({
    name,
    answer,
    ...constantOf(`Constant${name}`, answer),
  }));
  const contract = join(folder, 'constants.graphql');
  writeFileSync(
    contract,
    `type Query {\n${made.map(({ name, type }) => `  constant${name}(n: Int): ${type}`).join('\n')}\n}\n` +
      `type Mutation {\n  nothing(n: Int): Boolean\n}\ntype Subscription {\n  nothingEver: Boolean\n}\n${made.map(({ types }) => types).join('\n')}`,
  );

  @Resolver()
  class Constants {
    @Mutation('nothing')
    nothing(@Args('n') n: number): boolean {
      return n >= 0;
    }
  }
  for (const { name, answer } of made) {
    const field = `constant${name}`;
    Object.defineProperty(Constants.prototype, field, { value: () => answer });
    Query(field)(Constants.prototype, field, Object.getOwnPropertyDescriptor(Constants.prototype, field)!);
  }

  let asked = 0;
  @Global()
  @Module({
    providers: [
      { provide: Clock, useValue: new SystemClock() },
      // A position that always moves: the bound is GraphQL's own work, never a kept answer.
      { provide: ReadPosition, useValue: { now: () => String(++asked) } },
      { provide: ReadinessChecks, useValue: { checks: [] } },
    ],
    exports: [Clock, ReadPosition, ReadinessChecks],
  })
  class World {}

  const server = await serve(
    (config) => ({
      module: class ConstantServer {},
      imports: [
        SettingsModule.with(config),
        CqrsModule.forRoot(),
        World,
        AuthModule,
        GraphqlModule.with([...GROUND, contract]),
        HealthModule,
      ],
      providers: [Constants],
    }),
    folder,
  );
  return {
    ...server,
    queries: Object.fromEntries(
      made.map(({ name, selection }) => [name, `query ($n: Int) { constant${name}(n: $n) ${selection} }`]),
    ),
    async close() {
      await server.app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** One answer, as the caller of an API sees it. Throws when there are errors in it. */
export const ask = async (
  { url, authorization }: BenchServer,
  query: string,
  variables: object = {},
): Promise<never> => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: never; errors?: unknown };
  if (errors !== undefined || data === undefined) throw new Error(`The server answered ${JSON.stringify(errors)}.`);
  return data;
};

/** What a load came to. */
export interface Load {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Bytes of an answer's body, on average. */
  readonly bytes: number;
}

/**
 * Asks for some seconds from 16 connections on a thread of its own; bodies are sent in turn. Any answer that holds an
 * error ends it.
 */
export const load = async (
  { url, authorization }: BenchServer,
  bodies: readonly { readonly query: string; readonly variables?: object }[],
  seconds = 3,
): Promise<Load> => {
  const order: Order = {
    url,
    authorization,
    bodies: bodies.map((body) => JSON.stringify(body)),
    seconds,
    connections: 16,
  };
  const worker = new Worker(new URL('load.worker.js', import.meta.url), { workerData: order });
  const [{ seconds: lasted, latencies, bytes }] = (await once(worker, 'message')) as [Delivery];
  const at = (share: number): number => Math.round((latencies[Math.floor(latencies.length * share)] ?? NaN) * 10) / 10;
  return { rate: latencies.length / lasted, p50: at(0.5), p99: at(0.99), bytes: Math.round(bytes / latencies.length) };
};
