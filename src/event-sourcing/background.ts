import { Worker } from 'node:worker_threads';
import { rowsAt } from './held-reader.js';
import type { PastBuilder } from './past.js';
import type { Reader } from './reader.js';

/** What runs beside the request thread. */
export abstract class Background implements PastBuilder {
  abstract build: PastBuilder['build'];
  abstract cuts: PastBuilder['cuts'];
  /**
   * Answers a question that looks at everything, by its name and what is asked. It sees the rows of `reader`, or later
   * ones where they moved on meanwhile.
   */
  abstract scan(name: string, reader: Reader, asked: unknown): Promise<unknown>;
  /** Fills new read models beside the current ones; tells now and then how many events are in. */
  abstract rebuild(tell?: (events: number) => void): Promise<void>;
  abstract close(): Promise<void>;
}

/** A request to a thread, and its answer. */
export interface Job {
  readonly id: number;
  readonly task: 'rebuild' | 'build' | 'cuts' | 'scan';
  readonly args: readonly unknown[];
}
/** What a thread answers: how far it is, any number of times; then a result, or what went wrong. */
export interface JobDone {
  readonly id: number;
  readonly soFar?: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** One thread, started with its first job; jobs run one after the other. */
class Thread {
  #worker: Worker | undefined;
  #jobs = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown> & { readonly tell: (soFar: number) => void }>();

  constructor(private readonly start: () => Worker) {}

  run(task: Job['task'], args: readonly unknown[], tell: (soFar: number) => void = () => undefined): Promise<unknown> {
    const worker = (this.#worker ??= this.#started());
    const id = ++this.#jobs;
    const done = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { ...done, tell });
    // A process waits for its jobs, but not for an idle thread.
    worker.ref();
    worker.postMessage({ id, task, args });
    return done.promise;
  }

  #started(): Worker {
    const worker = this.start();
    worker.on('message', ({ id, soFar, result, error }: JobDone) => {
      const done = this.#waiting.get(id);
      if (soFar !== undefined) return done?.tell(soFar);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) worker.unref();
      if (error === undefined) done?.resolve(result);
      else done?.reject(error);
    });
    worker.on('error', (error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, new Error('The background thread has ended.')));
    return worker;
  }

  /** A thread that died takes its jobs along; the next job starts another. */
  #end(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const done of this.#waiting.values()) done.reject(error);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}

/**
 * Everything that scans, on threads of its own: `node:sqlite` is synchronous, so a scan on the request thread would
 * keep every request waiting. Pasts, questions and rebuilds have a thread each, or the short would wait for the long.
 */
export class BackgroundThread extends Background {
  readonly #pasts: Thread;
  readonly #scans: Thread;
  readonly #rebuild: Thread;

  constructor(script: URL, settings: object) {
    super();
    const start = () => new Worker(script, { workerData: settings });
    this.#pasts = new Thread(start);
    this.#scans = new Thread(start);
    this.#rebuild = new Thread(start);
  }

  override build: Background['build'] = async (...args) => void (await this.#pasts.run('build', args));
  override cuts: Background['cuts'] = async (...args) =>
    (await this.#pasts.run('cuts', args)) as Awaited<ReturnType<Background['cuts']>>;
  override scan: Background['scan'] = (name, reader, asked) => {
    const rows = rowsAt(reader);
    if (!rows) throw new Error('Read models without a file cannot be looked through by another thread.');
    return this.#scans.run('scan', [name, rows, asked]);
  };

  override rebuild: Background['rebuild'] = async (tell) => {
    try {
      await this.#rebuild.run('rebuild', [], tell);
    } finally {
      // Rebuilds are rare, and one leaves much memory behind.
      await this.#rebuild.close();
    }
  };

  override async close(): Promise<void> {
    await Promise.all([this.#pasts, this.#scans, this.#rebuild].map((thread) => thread.close()));
  }
}
