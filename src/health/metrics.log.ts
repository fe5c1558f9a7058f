import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Measurements, type AppendOutcome } from '../event-sourcing/measurements.js';
import { Metrics } from './metrics.js';

/** What happens at the log, as figures of the process. */
@Injectable()
export class LogMetrics extends Measurements {
  readonly #appends;
  readonly #retries;
  readonly #server;
  readonly #drops;
  readonly #resumes;

  constructor({ registry }: Metrics) {
    super();
    const registers = [registry];
    this.#appends = new Histogram({
      name: 'append_seconds',
      help: 'Seconds until an append was answered, its retries included, by what became of it.',
      labelNames: ['outcome'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    this.#retries = new Counter({
      name: 'append_retries_total',
      help: 'Attempts of appends that were given up and followed by another, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#server = new Gauge({
      name: 'log_server_up',
      help: 'Did the server of the log answer the last call? 1: yes, and wherever the log is a file.',
      registers,
    });
    this.#drops = new Counter({
      name: 'following_drops_total',
      help: 'How often what follows the log was cut off, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#resumes = new Counter({
      name: 'following_resumes_total',
      help: 'How often what follows the log went on after it was cut off.',
      registers,
    });
    this.#server.set(1);
  }

  override appended(outcome: AppendOutcome, seconds: number): void {
    this.#appends.observe({ outcome }, seconds);
  }

  override appendRetried(reason: string): void {
    this.#retries.inc({ reason });
  }

  override serverAnswers(isSo: boolean): void {
    this.#server.set(isSo ? 1 : 0);
  }

  override followingDropped(reason: string): void {
    this.#drops.inc({ reason });
  }

  override followingResumed(): void {
    this.#resumes.inc();
  }
}
