import { Worker } from 'node:worker_threads';
import { Background } from './projector.js';

/** A request to the worker, and its answer. */
export interface Job {
  readonly id: number;
  readonly task: 'rebuild' | 'build' | 'cuts';
  readonly args: readonly unknown[];
}
/** What the worker answers: a result, or what went wrong. */
export interface JobDone {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

/**
 * Everything that scans, on a thread of its own: `node:sqlite` is synchronous, so a scan on the request thread would
 * keep every request waiting. The thread starts with the first job; jobs run one after the other.
 */
export class BackgroundThread extends Background {
  #worker: Worker | undefined;
  #jobs = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();

  constructor(
    private readonly script: URL,
    private readonly settings: object,
  ) {
    super();
  }

  override build: Background['build'] = async (...args) => void (await this.#run('build', args));
  override cuts: Background['cuts'] = async (...args) =>
    (await this.#run('cuts', args)) as Awaited<ReturnType<Background['cuts']>>;
  override rebuild = async (): Promise<void> => void (await this.#run('rebuild', []));

  #run(task: Job['task'], args: readonly unknown[]): Promise<unknown> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#jobs;
    const done = Promise.withResolvers<unknown>();
    this.#waiting.set(id, done);
    worker.postMessage({ id, task, args } satisfies Job);
    return done.promise;
  }

  #start(): Worker {
    const worker = new Worker(this.script, { workerData: this.settings });
    worker.unref();
    worker.on('message', ({ id, result, error }: JobDone) => {
      const done = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) done?.resolve(result);
      else done?.reject(error as Error);
    });
    worker.on('error', (error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, new Error('The background thread has ended.')));
    return worker;
  }

  /** A thread that died takes its jobs along; the next job starts another. */
  #end(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const done of this.#waiting.values()) done.reject(error as Error);
    this.#waiting.clear();
  }

  override async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
