import type { Command, Decided, DomainEvent, Position, Recorded, Sender } from './messages.js';

/** For every event of a stream kind, the fields of its data that are free text. */
export type WordFields<E extends DomainEvent> = {
  readonly [T in E['type']]: readonly (keyof Extract<E, { type: T }>['data'] & string)[];
};

/**
 * The rules of one kind of stream, as pure functions: no I/O, no clock, no framework.
 *
 * Voided entries never reach `evolve`: the spine leaves them out of every fold.
 */
export interface Decider<State, C extends Command, E extends DomainEvent, Facts = undefined> {
  /** `commitment`: the stream of one is `commitment-⟨id⟩`. */
  readonly category: string;
  readonly initialState: State;
  readonly words: WordFields<E>;
  /**
   * By the command's type, the events whose words its rules read; the words of all others stay sealed, and `null`, while
   * it is decided. Opening a box is a tenth of what a command costs, and few rules are about words.
   */
  readonly reads?: { readonly [T in C['type']]?: readonly E['type'][] };
  /** What happens when this is asked in that state? Throws `DomainError` when the rules say no. */
  decide(command: C, state: State, facts: Facts): readonly Decided<E>[];
  /** How does the state look after this happened? Never throws: it already happened. */
  evolve(state: State, event: Recorded<E>): State;
  /** Does this stream concern a workstream lead who asks? Leads may act on no other. */
  concerns?(state: State, sender: Sender): boolean;
  /** May these events stand without one that is about to be voided? A sentence when not. */
  objection?(events: readonly Recorded<E>[]): string | undefined;
}

/** What a rule needs to know of other streams, and the position at which it was read. */
export interface Gathered<Facts> {
  readonly facts: Facts;
  readonly at: Position;
}

/** Entries of a stream that still count: voided ones are left out, and so are the entries about entries. */
export const unvoided = <E extends DomainEvent>(events: readonly Recorded<E>[]): readonly Recorded<E>[] => {
  const voided = new Set<string>();
  let about = 0;
  for (const { type, data } of events as readonly Recorded[]) {
    if (type === 'EntryVoided') voided.add((data as { entryId: string }).entryId);
    if (isAboutAnEntry(type)) about++;
  }
  return about === 0 ? events : events.filter(({ id, type }) => !voided.has(id) && !isAboutAnEntry(type));
};

const isAboutAnEntry = (type: string): boolean => type === 'EntryVoided' || type === 'WordsErased';
