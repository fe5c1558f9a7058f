import { randomUUID } from 'node:crypto';
import { jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { DomainError } from './errors.js';
import type { Connection } from './eventstoredb/connection.js';
import { lastOf } from './eventstoredb/reading.js';
import type { LeaseEntry, LeaseRegister } from './lease.kept.js';

/** How long one reading or writing is tried again, in milliseconds: beyond that, another copy should have it. */
const PATIENCE = 2_000;

/**
 * The lease of a record on EventStoreDB: a stream beside those of the record. Its name begins with a capital, as no
 * category does, so that nobody who follows the record is sent it; and the server keeps only its last events.
 */
export class EventStoreDbLeaseRegister implements LeaseRegister {
  readonly #stream: string;

  constructor(
    private readonly connection: Connection,
    prefix: string,
  ) {
    this.#stream = `Lease-${prefix}work`;
  }

  async newest(): Promise<{ readonly number: number; readonly entry: LeaseEntry } | undefined> {
    const newest = await lastOf(this.connection, this.#stream, PATIENCE);
    return newest && { number: Number(newest.revision), entry: newest.data as unknown as LeaseEntry };
  }

  async write(number: number, entry: LeaseEntry): Promise<boolean> {
    if (number === 0) await this.#keepFew();
    // One id for all attempts: the server knows a repeat by it.
    const event = jsonEvent({ id: randomUUID(), type: 'LeaseWritten', data: { ...entry } });
    const expectedRevision = number === 0 ? NO_STREAM : BigInt(number - 1);
    try {
      await this.connection.call(
        (client, limits) => client.appendToStream(this.#stream, [event], { ...limits, expectedRevision }),
        undefined,
        PATIENCE,
      );
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'CONFLICT') return false;
      throw error;
    }
  }

  async #keepFew(): Promise<void> {
    await this.connection.call(
      (client, limits) => client.setStreamMetadata(this.#stream, { maxCount: 2 }, limits),
      undefined,
      PATIENCE,
    );
  }
}
