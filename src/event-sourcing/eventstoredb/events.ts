import {
  jsonEvent,
  type AllStreamRecordedEvent,
  type EventData,
  type JSONType,
  type RecordedEvent,
} from '@eventstore/db-client';
import { DomainError } from '../errors.js';
import { told, type StreamNames } from './names.js';
import { Recorded, type NewEvent } from '../messages.js';

/** Bytes one append may bring to a server that is set up as usual: data, metadata and names of types together. */
const MOST = 1_048_576;

/** What an event carries beside its data, with the names that EventStoreDB gives to two of them. */
type Metadata = Omit<NewEvent, 'id' | 'type' | 'data' | 'correlationId' | 'causationId'> & {
  readonly $correlationId: string;
  readonly $causationId?: string;
};

/** What the sender of too long an entry is told. */
export const tooLong = (most = MOST): DomainError =>
  new DomainError(
    'INVALID',
    `This is too long to be recorded at once: all of it together may have ${Math.floor(most / 1024)} KiB. Shorten it, or record it in parts.`,
  );

/**
 * The events as the server is sent them, written out before the call: what fails inside the client is never answered.
 * Throws `TypeError` for data that JSON cannot hold, and `DomainError` INVALID where they are too long together.
 */
export const proposed = (events: readonly NewEvent[]): EventData[] => {
  let size = 0;
  const written = events.map(({ id, type, data, correlationId, causationId, ...rest }) => {
    const metadata: Metadata = {
      $correlationId: correlationId,
      ...(causationId === null ? {} : { $causationId: causationId }),
      ...rest,
    };
    const bytes = new TextEncoder().encode(JSON.stringify(metadata));
    size += Buffer.byteLength(JSON.stringify(data)) + bytes.length + type.length * 2;
    return jsonEvent({ id, type, data: data as JSONType, metadata: bytes });
  });
  if (size > MOST) throw tooLong();
  return written;
};

/** Did this service write it? Others may use names of the same form. */
const isOurs = (metadata: unknown): metadata is Metadata =>
  typeof metadata === 'object' && metadata !== null && 'commandDigest' in metadata && '$correlationId' in metadata;

/** The event as the record holds it; `undefined` where it is not of this record. */
export const recordedOf = (event: RecordedEvent | AllStreamRecordedEvent, names: StreamNames): Recorded | undefined => {
  const stream = names.inRecord(event.streamId);
  if (stream === undefined || !event.isJson || !isOurs(event.metadata) || !event.position) return undefined;
  const { $correlationId, $causationId, ...rest } = event.metadata;
  // Twice as fast as a literal with this prototype and a spread.
  return Object.assign(new Recorded(), rest, {
    id: event.id,
    type: event.type,
    data: event.data as object,
    correlationId: $correlationId,
    causationId: $causationId ?? null,
    stream,
    version: Number(event.revision) + 1,
    position: told(event.position),
    recordedAt: rest.firstRecordedAt ?? event.created.toISOString(),
  });
};
