import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EventStore } from './event-store.js';
import { START, type Position, type Recorded } from './messages.js';
import { Projector, READ_MODELS_FOLDER } from './projector.js';

/** The injection token of the list of all reactions. */
export const REACTIONS = Symbol('REACTIONS');

/**
 * What must happen next, once. A reaction is called with every event of its types, in log order, again after a crash
 * and on every copy of the service: what it does must be the same when done twice, which commands with ids derived
 * from the event are. When it throws, it is called again later with the same event, and later events wait.
 */
export interface Reaction {
  /** Names its checkpoint; never to change. */
  readonly name: string;
  readonly types: readonly string[];
  react(event: Recorded): Promise<void>;
}

/** How far each reaction has come: a file beside the log, because read models may be deleted at any time. */
class Checkpoints {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(`
      pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;
      create table if not exists checkpoints (reaction text primary key, position text not null) strict`);
  }

  get(reaction: string): Position {
    const row = this.#db.prepare('select position from checkpoints where reaction = ?').get(reaction);
    return (row as { position: Position } | undefined)?.position ?? START;
  }

  /** Never moves back, whatever other copies of the service do. */
  move(reaction: string, position: Position): void {
    this.#db
      .prepare(
        'insert into checkpoints values (?, ?) on conflict do update set position = max(position, excluded.position)',
      )
      .run(reaction, position);
  }

  close(): void {
    this.#db.close();
  }
}

/** The longest pause before a reaction that failed is tried again, in milliseconds. */
const LONGEST_PAUSE = 30_000;
/** How many events that mean nothing to a reaction pass before its checkpoint follows: each move is a write to the disk. */
const PASSED = 5_000;

/** Runs every reaction, each from its own checkpoint, after the event it reacts to can be read. */
@Injectable()
export class Reactions implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #log = new Logger(Reactions.name);
  readonly #failing = new Map<string, string>();
  #checkpoints: Checkpoints | undefined;
  #running: readonly Promise<void>[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
    @Inject(REACTIONS) private readonly reactions: readonly Reaction[],
    @Inject(READ_MODELS_FOLDER) private readonly folder: string,
  ) {}

  /** A sentence for each reaction that cannot go on. */
  get failures(): readonly string[] {
    return [...this.#failing.values()];
  }

  onApplicationBootstrap(): void {
    const checkpoints = (this.#checkpoints = new Checkpoints(join(this.folder, 'reactions.sqlite')));
    this.#running = this.reactions.map((reaction) =>
      this.#run(reaction, checkpoints).catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) this.#fail(reaction, `${reaction.name} has stopped.`, error);
      }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
    this.#checkpoints?.close();
  }

  async #run(reaction: Reaction, checkpoints: Checkpoints): Promise<void> {
    const { signal } = this.#stopping;
    const types = new Set(reaction.types);
    let passed = 0;
    for await (const { events } of this.store.subscribe(checkpoints.get(reaction.name), signal)) {
      for (const event of events) {
        const isMeant = types.has(event.type);
        if (isMeant && !(await this.#react(reaction, event))) return;
        passed = isMeant ? PASSED : passed + 1;
        if (passed < PASSED) continue;
        checkpoints.move(reaction.name, event.position);
        passed = 0;
      }
    }
  }

  /** Until it succeeds or the service stops; answers whether it succeeded. */
  async #react(reaction: Reaction, event: Recorded): Promise<boolean> {
    const { signal } = this.#stopping;
    for (let pause = 100; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await this.projector.reached(event.position, signal);
        await reaction.react(event);
        this.#failing.delete(reaction.name);
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        this.#fail(reaction, `${reaction.name} cannot yet react to ${event.type} ${event.id}.`, error);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    }
    return false;
  }

  #fail(reaction: Reaction, sentence: string, error: unknown): void {
    this.#failing.set(reaction.name, sentence);
    this.#log.error(sentence, error);
  }
}
