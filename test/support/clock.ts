import { Clock } from '../../src/event-sourcing/clock.js';

/** A clock that stands until it is moved. */
export class StandingClock extends Clock {
  private instant: number;

  constructor(at = '2025-12-02T10:00:00Z') {
    super();
    this.instant = Date.parse(at);
  }

  override now(): Date {
    return new Date(this.instant);
  }

  /** Moves it on, by seconds. */
  pass(seconds: number): void {
    this.instant += seconds * 1_000;
  }
}
