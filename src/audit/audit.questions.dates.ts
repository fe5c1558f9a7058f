import type { CommitmentEvent, TargetDate } from '../commitments/commitment.events.js';
import { hasEnded, isDated, isDelivered, isSameTarget } from '../commitments/commitments.audited.queries.js';
import { addDays, dayInWords, daysBetween } from '../event-sourcing/days.js';
import { nameKey } from '../naming/naming.js';
import { amongCommitments, amongEntries, type AuditQuestion } from './audit.question.js';
import { daysInWords, targetInWords } from './slippage.sentence.js';

type DataOf<Type extends CommitmentEvent['type']> = Extract<CommitmentEvent, { type: Type }>['data'];

/**
 * The green of whichever scale: its code is GREEN, or what is printed says so and names no other colour beside it, as
 * amber-green does. Scales are data, so no list of them is kept here.
 */
const isGreen = ({ rating, label }: { readonly rating: string; readonly label: string | null }): boolean =>
  nameKey(rating) === 'green' ||
  (/\bgreen\b/i.test(label ?? '') && !/\b(?:not|amber|yellow|orange|red)\b/i.test(label ?? ''));

/** Questions about dates. */
export const dateQuestions: readonly AuditQuestion[] = [
  {
    name: 'MOVED_AFTER_DUE',
    sentence: 'Its date was moved when it had already passed.',
    period: 'the day of the move',
    find: amongEntries({ types: ['TargetMoved'], by: 'day' }, (entry) => {
      const { from, allowedBy } = entry.data<DataOf<'TargetMoved'>>();
      if (from.latest === null || entry.day <= from.latest) return null;
      return { said: [from.latest, entry.day, daysBetween(from.latest, entry.day), allowedBy.name] };
    }),
    say: (due, day, days, name) =>
      `Due by ${dayInWords(due as string)}; moved on ${dayInWords(day as string)}, ${daysInWords(days as number)} after that, with the leave of ${name}.`,
  },
  {
    name: 'MOVED_WITHOUT_LEAVE',
    sentence: 'A paper prints another date, though nobody gave leave to move it.',
    period: 'the day of the paper',
    find: amongEntries({ types: ['TargetRestated'], by: 'day' }, (entry, record) => {
      const { target } = entry.data<DataOf<'TargetRestated'>>();
      const last = record.before(entry, ['CommitmentMade', 'TargetSet', 'TargetMoved']);
      const data = last?.data<{ readonly to?: TargetDate; readonly target?: TargetDate }>();
      const known = data?.to ?? data?.target ?? null;
      if (isSameTarget(known, target)) return null;
      return { with: [last], said: [entry.day, targetInWords(known), targetInWords(target)] };
    }),
    say: (day, known, target) =>
      `Printed on ${dayInWords(day as string)} with ${target} in place of ${known}; nobody gave leave for that.`,
  },
  {
    name: 'GREEN_AND_OVERDUE',
    sentence: 'Rated green by the latest judgement, and overdue.',
    period: 'the first day on which it was both',
    find: amongCommitments(({ target, standing, ratings, made }, day) => {
      const rating = ratings.at(-1);
      const due = target?.latest ?? null;
      if (!rating || !isGreen(rating) || due === null || due >= day || isDelivered(standing.state)) return null;
      const since = addDays(due, 1);
      return {
        day: since > rating.effectiveDay ? since : rating.effectiveDay,
        entryIds: [...(made ? [made.entryId] : []), rating.entryId],
        said: [rating.assessor, rating.effectiveDay, due],
      };
    }),
    say: (assessor, day, due) =>
      `Rated green (${assessor}) on ${dayInWords(day as string)}, and overdue: it was due by ${dayInWords(due as string)}.`,
  },
  {
    name: 'UNDATED',
    sentence: 'Has no date that names a day, and has not ended.',
    period: 'the day the promise was made',
    find: amongCommitments(({ target, standing, made }) => {
      if (isDated(target) || hasEnded(standing.state) || !made) return null;
      return { day: made.effectiveDay, entryIds: [made.entryId], said: [made.effectiveDay, target?.asWritten ?? ''] };
    }),
    say: (day, asWritten) =>
      `Made on ${dayInWords(day as string)} without a day${asWritten === '' ? '' : `: the date reads “${asWritten}”`}.`,
  },
];
