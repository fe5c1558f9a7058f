import { Injectable } from '@nestjs/common';
import { Config } from '../config.js';
import { DomainError } from '../event-sourcing/errors.js';
import { EventStore } from '../event-sourcing/event-store.js';
import type { Role, Sender } from '../event-sourcing/messages.js';
import type { Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { Sealing } from '../event-sourcing/sealing.js';
import { copies, type CopyAnswer } from './copies.queries.js';
import { copyIdIn, machine } from './copies.this-copy.js';

/** Who may ask whether something is gone. */
const ASKERS: readonly Role[] = ['data-protection', 'governance', 'auditor'];

/** What an erasure has reached. */
export interface ErasureAnswer {
  readonly entryId: string;
  readonly requestRef: string;
  readonly erasedAt: string;
  readonly key: 'DESTROYED' | 'NOT_YET_DESTROYED';
  readonly copies: readonly { readonly copy: CopyAnswer; readonly rebuiltAt: string | null }[];
  readonly isGoneEverywhere: boolean;
}

/** Answers whether erased words are gone everywhere. */
@Injectable()
export class Erasures {
  constructor(
    private readonly reads: Reads,
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly config: Config,
  ) {}

  /**
   * What the erasure of an entry's words has reached, as it stands now; `null` when they were not erased. Throws
   * `DomainError` FORBIDDEN for whoever has nothing to do with erasures.
   */
  async of(entryId: string, times: Pick<Times, 'minPosition'>, sender: Sender): Promise<ErasureAnswer | null> {
    if (!sender.roles.some((role) => ASKERS.includes(role))) {
      throw new DomainError('FORBIDDEN', 'Erasures are looked after by data protection and governance staff.');
    }
    const reader = await this.reads.at(times, sender.today);
    const erasure = copies.erasure(reader, entryId);
    if (!erasure) return null;
    const acknowledged = copies.acknowledged(reader, entryId);
    const all = this.#withThisOne(copies.all(reader)).map((copy) => ({
      copy,
      rebuiltAt: acknowledged.get(copy.id) ?? null,
    }));
    const { stream, requestRef, erasedAt } = erasure;
    const entry = (await this.store.read(stream)).find(({ id }) => id === entryId);
    const isDestroyed = !entry || !(await this.sealing.canOpen(entry));
    return {
      ...{ entryId, requestRef, erasedAt, copies: all },
      key: isDestroyed ? 'DESTROYED' : 'NOT_YET_DESTROYED',
      isGoneEverywhere:
        isDestroyed && all.every(({ copy, rebuiltAt }) => rebuiltAt !== null || copy.retiredAt !== null),
    };
  }

  /** The only copy is not on record before its first acknowledgement, and yet it may hold the words. */
  #withThisOne(known: readonly CopyAnswer[]): readonly CopyAnswer[] {
    const id = copyIdIn(this.config.dataDir);
    if (known.some((copy) => copy.id === id)) return known;
    return [...known, { id, name: machine(), joinedAt: null, retiredAt: null, retireReason: null }];
  }
}
