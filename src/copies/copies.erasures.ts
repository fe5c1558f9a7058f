import { Injectable } from '@nestjs/common';
import { Config } from '../config.js';
import { DomainError } from '../event-sourcing/errors.js';
import { EventStore } from '../event-sourcing/event-store.js';
import type { Role, Sender } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { Sealing } from '../event-sourcing/sealing.js';
import { pageOf, type Connection, type PageArgs } from '../graphql/connections.js';
import { copies, type CopyAnswer, type ErasureOnRecord } from './copies.queries.js';
import { copyIdIn, machine } from './copies.this-copy.js';

/** Who may ask whether something is gone. */
const ASKERS: readonly Role[] = ['data-protection', 'governance', 'auditor'];

/** An erasure, and which copies it has reached. */
export interface ErasureAnswer extends ErasureOnRecord {
  readonly copies: readonly { readonly copy: CopyAnswer; readonly rebuiltAt: string | null }[];
}

/** As it stands now: what is said of keys and files has no past. */
type Now = Pick<Times, 'minPosition'>;

/** Answers whether erased words are gone everywhere. Throws `DomainError` FORBIDDEN for whoever may not ask. */
@Injectable()
export class Erasures {
  constructor(
    private readonly reads: Reads,
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly config: Config,
  ) {}

  /** What the erasure of an entry's words has reached; `null` when they were not erased. */
  async of(entryId: string, times: Now, sender: Sender): Promise<ErasureAnswer | null> {
    const reader = await this.#reader(times, sender);
    const erasure = copies.erasure(reader, entryId);
    return erasure && this.#answer(reader)(erasure);
  }

  /** The erasures that have not reached every copy, the oldest first. */
  async open(args: PageArgs & Now, sender: Sender): Promise<Connection<ErasureAnswer>> {
    const reader = await this.#reader(args, sender);
    const page = pageOf(args, this.config.limits.page);
    return copies.openErasures(reader, copyIdIn(this.config.dataDir), page, this.#answer(reader));
  }

  /** Is the key of the erased words gone? */
  async isDestroyed({ stream, entryId }: ErasureOnRecord): Promise<boolean> {
    const entry = (await this.store.read(stream)).find(({ id }) => id === entryId);
    return !entry || !(await this.sealing.canOpen(entry));
  }

  /** Is the key gone, and has every copy that is not retired made its read models anew? */
  async isGoneEverywhere(erasure: ErasureAnswer): Promise<boolean> {
    const isOpen = erasure.copies.some(({ copy, rebuiltAt }) => rebuiltAt === null && copy.retiredAt === null);
    return !isOpen && this.isDestroyed(erasure);
  }

  #reader(times: Now, sender: Sender): Promise<Reader> {
    if (!sender.roles.some((role) => ASKERS.includes(role))) {
      throw new DomainError('FORBIDDEN', 'Erasures are looked after by data protection and governance staff.');
    }
    return this.reads.at({ minPosition: times.minPosition }, sender.today);
  }

  #answer(reader: Reader): (erasure: ErasureOnRecord) => ErasureAnswer {
    const all = this.#withThisOne(copies.all(reader));
    return (erasure) => {
      const acknowledged = copies.acknowledged(reader, erasure.entryId);
      return { ...erasure, copies: all.map((copy) => ({ copy, rebuiltAt: acknowledged.get(copy.id) ?? null })) };
    };
  }

  /** The only copy is not on record before its first acknowledgement, and yet it may hold the words. */
  #withThisOne(known: readonly CopyAnswer[]): readonly CopyAnswer[] {
    const id = copyIdIn(this.config.dataDir);
    if (known.some((copy) => copy.id === id)) return known;
    return [...known, { id, name: machine(), joinedAt: null, retiredAt: null, retireReason: null }];
  }
}
