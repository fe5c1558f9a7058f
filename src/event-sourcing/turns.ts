/** Lets work on the same thing happen one after the other, and on different things at once. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Does the work when everything taken up earlier under this key has ended, well or badly. */
  take<Answer>(key: string, work: () => Promise<Answer>): Promise<Answer> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const ended: Promise<void> = mine
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#last.get(key) === ended) this.#last.delete(key);
      });
    this.#last.set(key, ended);
    return mine;
  }
}
