import { Injectable } from '@nestjs/common';
import { EventStore } from './event-store.js';
import type { Entry } from './projection.js';
import { Projector } from './projector.js';
import type { Reaction } from './reactions.js';
import { Sealing } from './sealing.js';

/**
 * The second half of an erasure: whatever became of the request that recorded it, the key is destroyed and the read
 * models, which held the words in the clear, are made anew.
 */
@Injectable()
export class Erasure implements Reaction {
  readonly name = 'erasure';
  readonly types = ['WordsErased'] as const;
  // Each copy has read models of its own, which held the words.
  readonly runsOn = 'every copy';

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly projector: Projector,
  ) {}

  async react({ stream, data }: Entry): Promise<void> {
    const { entryId } = data as { entryId: string };
    const entry = (await this.store.read(stream)).find(({ id }) => id === entryId);
    if (entry) await this.sealing.destroy(entry);
    await this.projector.rebuild();
  }
}
