/** One thing that must be right before requests are sent here. */
export interface ReadinessCheck {
  readonly name: string;
  /** A sentence when something is wrong; it is shown to anyone and holds nobody's words. */
  check(): string | undefined;
}

/** Everything that must be right. A class, so that it is its own injection token. */
export abstract class ReadinessChecks {
  abstract readonly checks: readonly ReadinessCheck[];
}
