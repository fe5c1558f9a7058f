import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { entryOf, type EntryRow } from './entry-rows.js';
import { Lease, type Progress } from './lease.js';
import type { Entry } from './projection.js';
import { Projector, READ_MODELS_FOLDER } from './projector.js';
import { CHECKPOINTS, Checkpoints } from './reactions.checkpoints.js';

/** The injection token of the list of all reactions. */
export const REACTIONS = Symbol('REACTIONS');

/**
 * What must happen next, once. A reaction is called with every entry of its types, in log order and after it can be
 * read, and again after a crash: what it does must be the same when done twice, which commands with ids derived from the
 * entry are. When it throws, it is called again later with the same entry, and later entries wait.
 */
export interface Reaction {
  /** Names its checkpoint; never to change. */
  readonly name: string;
  readonly types: readonly string[];
  /** What changes the record is done by the copy that holds the lease; what each copy must do for itself, by every one. */
  readonly runsOn: 'one copy' | 'every copy';
  /** Its words are those of the read models, which may have been erased since. */
  react(entry: Entry): Promise<void>;
}

/** The longest pause before a reaction that failed is tried again, in milliseconds. */
const LONGEST_PAUSE = 30_000;
/** How many entries that mean nothing to a reaction pass before its checkpoint follows: each move is a write to the disk. */
const PASSED = 5_000;
/** How many entries are looked through at a time: few enough that requests are not kept waiting. */
const LOOKED_THROUGH = 1_000;

/**
 * Runs every reaction, each from its own checkpoint. They are fed from the entries that the projector made readable, so
 * the log is followed once, whatever the number of reactions.
 */
@Injectable()
export class Reactions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #log = new Logger(Reactions.name);
  readonly #failing = new Map<string, string>();
  /** How far those have come that run here. */
  readonly #reached = new Map<string, number>();
  #checkpoints: Checkpoints | undefined;
  #running: readonly Promise<void>[] = [];

  constructor(
    private readonly projector: Projector,
    private readonly lease: Lease,
    @Inject(REACTIONS) private readonly reactions: readonly Reaction[],
    @Inject(READ_MODELS_FOLDER) private readonly folder: string,
  ) {}

  /** A sentence for each reaction that cannot go on. */
  get failures(): readonly string[] {
    return [...this.#failing.values()];
  }

  /** How many entries each reaction that runs here has not yet looked at, by name. */
  get backlog(): ReadonlyMap<string, number> {
    const { seq } = this.projector.readModels;
    return new Map([...this.#reached].map(([name, reached]) => [name, Math.max(0, seq - reached)]));
  }

  onApplicationBootstrap(): void {
    const checkpoints = (this.#checkpoints = new Checkpoints(join(this.folder, CHECKPOINTS)));
    this.lease.stand({
      isFit: () => this.projector.isCaughtUp,
      seq: () => this.projector.readModels.seq,
      progress: () => this.#progress(checkpoints),
    });
    const ours = this.reactions.filter(({ runsOn }) => runsOn === 'every copy');
    const everybodys = this.reactions.filter(({ runsOn }) => runsOn === 'one copy');
    this.#running = [
      ...ours.map((reaction) => this.#run(reaction, checkpoints, this.#stopping.signal)),
      this.lease.whileHeld(this.#stopping.signal, (until, { progress }) => {
        // On from where the last holder was, and not from where this copy was when it last held it.
        checkpoints.follow(progress);
        return Promise.all(everybodys.map((reaction) => this.#run(reaction, checkpoints, until)));
      }),
    ];
  }

  /** While the record can still be written to: what is under way is finished, and the lease given back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
    await this.lease.close();
    this.#checkpoints?.close();
  }

  /** What whoever holds the lease next is told. */
  #progress(checkpoints: Checkpoints): Progress {
    const everybodys = this.reactions.filter(({ runsOn }) => runsOn === 'one copy');
    return Object.fromEntries(
      everybodys.map(({ name }) => [name, Math.max(checkpoints.get(name), this.#reached.get(name) ?? 0)]),
    );
  }

  async #run(reaction: Reaction, checkpoints: Checkpoints, until: AbortSignal): Promise<void> {
    const { name } = reaction;
    try {
      await this.#follow(reaction, checkpoints, until);
    } catch (error) {
      if (!until.aborted) this.#fail(reaction, `${name} has stopped.`, error);
    } finally {
      this.#reached.delete(name);
      if (until.aborted) this.#failing.delete(name);
    }
  }

  async #follow(reaction: Reaction, checkpoints: Checkpoints, until: AbortSignal): Promise<void> {
    const { name } = reaction;
    let kept = checkpoints.get(name);
    this.#reached.set(name, kept);
    for (let at = kept; !until.aborted; await nextTurn()) {
      await this.projector.grown(at, until);
      const { entry, through } = this.#next(reaction, at);
      if (entry && !(await this.#react(reaction, entry, until))) return;
      this.#reached.set(name, (at = through));
      if (entry || at - kept >= PASSED) checkpoints.move(name, (kept = at));
    }
  }

  /** The next entry it reacts to, and the number up to which nothing else concerns it. */
  #next({ types }: Reaction, after: number): { readonly entry: Entry | undefined; readonly through: number } {
    const { prepare, seq } = this.projector.readModels;
    const last = Math.min(seq, after + LOOKED_THROUGH);
    // By number and not by the index of types, which would bring up all of a type, however long ago.
    const row = prepare(
      `select * from entries where seq > ? and seq <= ? and +type in (${types.map(() => '?').join()}) order by seq limit 1`,
    ).get(after, last, ...types) as EntryRow | undefined;
    return row ? { entry: entryOf(row), through: row.seq } : { entry: undefined, through: Math.max(last, after) };
  }

  /** Until it succeeds or is to end; answers whether it succeeded. */
  async #react(reaction: Reaction, entry: Entry, until: AbortSignal): Promise<boolean> {
    for (let pause = 100; !until.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        await reaction.react(entry);
        this.#failing.delete(reaction.name);
        return true;
      } catch (error) {
        if (until.aborted) return false;
        this.#fail(reaction, `${reaction.name} cannot yet react to ${entry.type} ${entry.id}.`, error);
        await sleep(pause, undefined, { signal: until }).catch(() => undefined);
      }
    }
    return false;
  }

  #fail(reaction: Reaction, sentence: string, error: unknown): void {
    this.#failing.set(reaction.name, sentence);
    this.#log.error(sentence, error);
  }
}
