import { ANY, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import type { AppendExpectedRevision, EventData } from '@eventstore/db-client';
import type { Inquiry } from './inquiry.js';

const LETTERS = (count: number): Record<string, unknown> => ({ s: 'x'.repeat(count) });

/** The matrix of expectations, repeats and sizes, on one of the client's two ways of appending. */
export const askOfAppending = async (inquiry: Inquiry, way: 'append' | 'batch append'): Promise<void> => {
  const main = inquiry.stream(way.replace(' ', ''));
  const ask = (question: string, events: EventData[], expected: AppendExpectedRevision, stream = main): Promise<void> =>
    inquiry.ask(`${way}: ${question}`, () =>
      way === 'append' ? inquiry.append(stream, events, expected) : inquiry.appendInBatch(stream, events, expected),
    );
  const fresh = (): EventData => inquiry.event();
  const [first, second, third] = [fresh(), fresh(), fresh()];

  await ask('two events, NO_STREAM', [first, second], NO_STREAM);
  await ask('the same two again, NO_STREAM', [first, second], NO_STREAM);
  await ask('only the first of them again, NO_STREAM', [first], NO_STREAM);
  await ask('the second again, at 0', [second], 0n);
  await ask('the two again and a new one, NO_STREAM', [first, second, fresh()], NO_STREAM);
  await ask('a new event, NO_STREAM', [fresh()], NO_STREAM);
  await ask('a new event, at 0 (stale)', [fresh()], 0n);
  await ask('a new event, at 9 (not yet)', [fresh()], 9n);
  await ask('a new event, at 1', [third], 1n);
  await ask('that one again, at 1', [third], 1n);
  await ask('the first id at the end, at 2', [inquiry.event(undefined, first.id)], 2n);
  await ask('a new event, STREAM_EXISTS', [fresh()], STREAM_EXISTS);
  await ask('a new event, ANY', [fresh()], ANY);

  const nothing = inquiry.stream('nothing');
  await ask('STREAM_EXISTS on no stream', [fresh()], STREAM_EXISTS, nothing);
  await ask('at 0 on no stream', [fresh()], 0n, nothing);
  await ask('no events, at 5', [], 5n);

  const large = (count: number): EventData => inquiry.event(LETTERS(count));
  const other = (name: string): string => inquiry.stream(`${name}-${way.length}`);
  await ask('500 events at once', Array.from({ length: 500 }, fresh), NO_STREAM, other('many'));
  await ask('one event of 1,048,000 bytes', [large(1_048_000)], NO_STREAM, other('big'));
  await ask('one event of 1,048,600 bytes', [large(1_048_600)], NO_STREAM, other('bigger'));
  await ask('two events of 600,000 bytes', [large(600_000), large(600_000)], NO_STREAM, other('two'));
};
