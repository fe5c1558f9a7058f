import type { CommitmentEvent } from '../commitments/commitment.events.js';
import { dayInWords } from '../event-sourcing/days.js';
import { coversOn, leadOn } from '../naming/leads.js';
import { nameKey } from '../naming/naming.js';
import { amongEntries, type AuditQuestion } from './audit.question.js';

type DataOf<Type extends CommitmentEvent['type']> = Extract<CommitmentEvent, { type: Type }>['data'];

const isSame = (a: string, b: string | null): boolean => b !== null && nameKey(a) === nameKey(b);

/** Questions about who said that something is done, and who accepted it. */
export const completionQuestions: readonly AuditQuestion[] = [
  {
    name: 'SIGNED_OFF_BY_SAME_TEAM',
    sentence: 'Signed off by the team that reported it complete, or that leads it.',
    period: 'the day of the sign-off',
    find: amongEntries({ types: ['CompletionSignedOff'], by: 'day' }, (entry, record) => {
      const { name } = entry.data<DataOf<'CompletionSignedOff'>>().decidedBy;
      const reported = record.before(entry, ['CompletionReported', 'CommitmentMade']);
      const { body = null, role = null, name: person = null } = reported?.statedBy ?? {};
      const appointments = record.commitment(entry.stream)?.appointments ?? [];
      const leads = [leadOn(appointments, entry.day), ...coversOn(appointments, entry.day)];
      const hasReported = [body, role, person].some((one) => isSame(name, one));
      if (!hasReported && !leads.some((one) => isSame(name, one?.lead?.name ?? null))) return null;
      return { with: [reported], said: [name, entry.day, hasReported ? 'reported it complete' : 'leads it'] };
    }),
    say: (name, day, why) => `Signed off on ${dayInWords(day as string)} by ${name}, which ${why}.`,
  },
  {
    name: 'SIGNED_OFF_ON_WAIVER',
    sentence: 'Signed off without evidence, on a stated waiver.',
    period: 'the day of the sign-off',
    find: amongEntries({ types: ['CompletionSignedOff'], by: 'day' }, (entry) => {
      const { waiver, decidedBy } = entry.data<DataOf<'CompletionSignedOff'>>();
      return waiver === undefined ? null : { said: [entry.day, decidedBy.name] };
    }),
    say: (day, name) => `Signed off on ${dayInWords(day as string)} by ${name} on a waiver, without evidence.`,
  },
  {
    name: 'REOPENED_AFTER_CLOSING',
    sentence: 'Reopened after it had been signed off.',
    period: 'the day it was reopened',
    find: amongEntries({ types: ['CommitmentReopened'], by: 'day' }, (entry, record) => {
      const closed = record.before(entry, ['CompletionSignedOff', 'CommitmentWithdrawn']);
      if (closed?.type !== 'CompletionSignedOff') return null;
      return {
        with: [closed],
        said: [closed.day, entry.day, entry.data<DataOf<'CommitmentReopened'>>().decidedBy.name],
      };
    }),
    say: (closed, day, name) =>
      `Signed off on ${dayInWords(closed as string)} and reopened on ${dayInWords(day as string)} by ${name}.`,
  },
];
