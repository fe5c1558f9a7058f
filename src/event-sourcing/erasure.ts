import { Injectable } from '@nestjs/common';
import { EventStore } from './event-store.js';
import type { Recorded } from './messages.js';
import { Projector } from './projector.js';
import type { Reaction } from './reactions.js';
import { Sealing } from './sealing.js';

/** Is told when an erasure has reached this copy of the service. By itself it tells nobody; its class is its token. */
@Injectable()
export class ErasureWitness {
  /** Called after the key was destroyed and the read models were made anew; again after a crash. */
  async hasReached(_erasure: Pick<Recorded, 'id' | 'data'>): Promise<void> {}
}

/** The name of the checkpoint behind which all erasures have reached this copy. */
export const erasureCheckpoint = 'erasure';

/** An erasure on record, and the entry whose words it is about. */
interface Pending {
  readonly id: string;
  readonly stream: string;
  readonly entryId: string;
}

/**
 * The second half of an erasure, on every copy of the service: whatever became of the request that recorded it, the key
 * is destroyed and the read models, which held the words in the clear, are made anew; then its witness is told.
 *
 * Each copy destroys the key itself before it rebuilds, which is the same when done twice, so that no copy's rows are
 * filled while the words could still be opened.
 */
@Injectable()
export class Erasure implements Reaction {
  readonly name = erasureCheckpoint;
  readonly types = ['WordsErased'] as const;
  readonly runsOn = 'every copy';
  /** Erasures that a rebuild has reached together with an earlier one: a new copy rebuilds once for all of them. */
  readonly #reached = new Set<string>();

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly projector: Projector,
    private readonly witness: ErasureWitness,
  ) {}

  async react(erasure: Pick<Recorded, 'id' | 'data'>): Promise<void> {
    if (!this.#reached.has(erasure.id)) await this.#reach(erasure.id);
    await this.witness.hasReached(erasure);
    this.#reached.delete(erasure.id);
  }

  /** This one, and those recorded since. */
  async #reach(id: string): Promise<void> {
    const pending = this.projector.readModels
      .prepare(
        `select id, stream, body ->> '$.data.entryId' as entryId from entries
         where type = 'WordsErased' and seq >= (select seq from entries where id = ?)`,
      )
      .all(id) as unknown as readonly Pending[];
    const erased: Recorded[] = [];
    for (const { stream, entryId } of pending) {
      erased.push(...(await this.store.read(stream)).filter((entry) => entry.id === entryId));
    }
    await this.sealing.destroy(...erased);
    await this.projector.rebuild();
    for (const { id } of pending) this.#reached.add(id);
  }
}
