import { effectiveDay } from './days.js';
import { DomainError } from './errors.js';
import { Command, type Decided, type DomainEvent, type Recorded, type Words } from './messages.js';
import { unvoided, type Decider } from './decider.js';
import { IsId, IsLabel, IsWords, Optional } from './validation.js';

/** What can happen to an entry of any stream. */
export type EntryEvent =
  | DomainEvent<'EntryVoided', { readonly entryId: string; readonly reason: Words; readonly restatedBy?: string }>
  | DomainEvent<'WordsErased', { readonly entryId: string; readonly requestRef: string }>;

/** The words of these events, sealed like any other. */
export const entryWords = { EntryVoided: ['reason'], WordsErased: [] } as const;

class VoidEntryShape {
  @IsId() entryId!: string;
  @IsWords() reason!: string;
  @Optional() @IsId() restatedBy?: string;
}

class EraseWordsShape {
  @IsId() entryId!: string;
  @IsLabel() requestRef!: string;
}

/** Take back an entry recorded by mistake; it stays in the history, struck through. */
export class VoidEntry extends Command<VoidEntryShape> {
  static readonly shape = VoidEntryShape;
  static readonly allows = ['lead', 'participation', 'governance', 'importer'] as const;
  readonly type = 'VoidEntry';
}

/** Destroy the key of an entry's words, on somebody's request. */
export class EraseWords extends Command<EraseWordsShape> {
  static readonly shape = EraseWordsShape;
  static readonly allows = ['data-protection'] as const;
  readonly type = 'EraseWords';
}

/** The two commands every stream understands. */
export type EntryCommand = VoidEntry | EraseWords;

/** What else decides whether an entry can be voided. */
export interface EntryRules<E extends DomainEvent> {
  readonly objection: Decider<unknown, Command, E>['objection'];
  /** Why those who recorded it can no longer void it themselves; `undefined`: they can. */
  readonly settled: string | undefined;
}

/** The rules of voiding and erasing, the same for every kind of stream. */
export const decideEntry = <E extends DomainEvent>(
  command: EntryCommand,
  history: readonly Recorded<E>[],
  { objection, settled }: EntryRules<E>,
): readonly Decided<EntryEvent>[] => {
  const { entryId } = command.data;
  const entry = history.find(({ id }) => id === entryId);
  if (!entry) throw new DomainError('NOT_FOUND', 'There is no such entry in this history.', 'entryId');
  if (command instanceof EraseWords) {
    if (history.some(({ type, data }) => type === 'WordsErased' && (data as { entryId: string }).entryId === entryId))
      throw new DomainError('RULE', 'The words of this entry were erased already.', 'entryId');
    if (!entry.sealed) throw new DomainError('RULE', 'This entry holds no words to erase.', 'entryId');
    return [{ type: 'WordsErased', data: { entryId, requestRef: command.data.requestRef } }];
  }

  const standing = unvoided(history);
  if (entry.type === 'EntryVoided' || entry.type === 'WordsErased') {
    throw new DomainError(
      'RULE',
      'A voiding or an erasure cannot itself be voided; record the matter again.',
      'entryId',
    );
  }
  if (!standing.includes(entry)) throw new DomainError('RULE', 'This entry was voided already.', 'entryId');
  const { sender } = command;
  if (!sender.roles.includes('governance') && entry.recorderId !== sender.id) {
    throw new DomainError(
      'FORBIDDEN',
      'You can void only what you recorded yourself; governance staff can void the rest.',
    );
  }
  if (!sender.roles.includes('governance') && settled !== undefined) {
    throw new DomainError('RULE', settled, 'entryId');
  }
  const objected = objection?.(standing.filter((event) => event !== entry));
  if (objected !== undefined) throw new DomainError('RULE', objected, 'entryId');
  const { reason, restatedBy } = command.data;
  // A mistake never was true: on the axis of when things happened, its voiding lies on the very day of the entry.
  const day = effectiveDay(entry.occurredOn, entry.statedOn);
  return [
    {
      type: 'EntryVoided',
      data: { entryId, reason, ...(restatedBy == null ? {} : { restatedBy }) },
      occurredOn: { earliest: day, latest: day },
    },
  ];
};
