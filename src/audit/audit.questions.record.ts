import type { CommitmentEvent } from '../commitments/commitment.events.js';
import { dayInWords, daysBetween, type Day } from '../event-sourcing/days.js';
import type { EntryEvent } from '../event-sourcing/entries.js';
import type { MeetingEvent } from '../meetings/meeting.events.js';
import type { AuditEntry, AuditRecord } from './audit.record.js';
import { amongEntries, type AuditQuestion } from './audit.question.js';
import { daysInWords } from './slippage.sentence.js';

/** A change so few days before a meeting stands out. */
const DAYS_BEFORE_A_MEETING = 7;
/** What is recorded so many days after it was stated is on time. */
const DAYS_TO_RECORD = 30;

/** What a change is a change of; reports of the work change nothing, and belong before a meeting. */
const CHANGES = {
  CommitmentReworded: 'wording',
  ScopeChanged: 'scope',
  CommitmentFiled: 'place in the plan',
  LeadAppointed: 'lead',
  ContributorsChanged: 'contributors',
  TargetSet: 'date',
  TargetMoved: 'date',
  RatingAssessed: 'rating',
  CommitmentAgreed: 'state',
  CommitmentHeld: 'state',
  CommitmentResumed: 'state',
  CompletionSignedOff: 'state',
  CompletionRefused: 'state',
  CommitmentReopened: 'state',
  CommitmentWithdrawn: 'state',
  CommitmentSuperseded: 'state',
} as const satisfies Partial<Record<CommitmentEvent['type'], string>>;

type Scheduled = Extract<MeetingEvent, { type: 'MeetingScheduled' }>['data'];

const known = new WeakMap<AuditRecord, readonly { readonly on: Day; readonly entry: AuditEntry }[]>();

/** Every meeting on record, the earliest first; read once. */
const meetingsOf = (record: AuditRecord) => {
  let meetings = known.get(record);
  if (!meetings) {
    const all = [...record.entries({ types: ['MeetingScheduled'] }, { from: '', to: '' })];
    meetings = all
      .map((entry) => ({ on: entry.data<Scheduled>().on, entry }))
      .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    known.set(record, meetings);
  }
  return meetings;
};

/** Questions about when things were put on record. */
export const recordQuestions: readonly AuditQuestion[] = [
  {
    name: 'CHANGED_BEFORE_MEETING',
    sentence: `Wording, scope, place, lead, contributors, date, rating or state changed in the ${DAYS_BEFORE_A_MEETING} days before a meeting.`,
    period: 'the day the change was stated',
    find: amongEntries({ types: Object.keys(CHANGES), by: 'stated_on' }, (entry, record) => {
      const { statedOn } = entry;
      const next = meetingsOf(record).find(({ on }) => on > statedOn);
      if (!next || daysBetween(statedOn, next.on) > DAYS_BEFORE_A_MEETING) return null;
      const what = CHANGES[entry.type as keyof typeof CHANGES];
      return { day: statedOn, with: [next.entry], said: [what, statedOn, daysBetween(statedOn, next.on), next.on] };
    }),
    say: (what, day, days, meeting) =>
      `Its ${what} changed on ${dayInWords(day as string)}, ${daysInWords(days as number)} before the meeting of ${dayInWords(meeting as string)}.`,
  },
  {
    name: 'RECORDED_LATE',
    sentence: `Recorded more than ${DAYS_TO_RECORD} days after it was stated.`,
    period: 'the day it was recorded',
    // The council’s day may be one later than that of the instant.
    find: amongEntries(
      { where: `julianday(substr(e.recorded_at, 1, 10)) - julianday(e.stated_on) >= ${DAYS_TO_RECORD}` },
      (entry, record) => {
        const recordedOn = record.recordedOn(entry);
        const days = daysBetween(entry.statedOn, recordedOn);
        return days > DAYS_TO_RECORD ? { day: recordedOn, said: [entry.statedOn, recordedOn, days] } : null;
      },
    ),
    say: (stated, recorded, days) =>
      `Stated on ${dayInWords(stated as string)} and recorded on ${dayInWords(recorded as string)}, ${daysInWords(days as number)} later.`,
  },
  {
    name: 'VOIDED',
    sentence: 'An entry was taken back as a mistake.',
    period: 'the day that was stated',
    find: amongEntries({ types: ['EntryVoided'], by: 'stated_on' }, (entry, record) => {
      const { entryId } = entry.data<Extract<EntryEvent, { type: 'EntryVoided' }>['data']>();
      const voided = record.entry(entryId);
      return { day: entry.statedOn, with: [voided], said: [voided?.day ?? entry.day, entry.statedOn] };
    }),
    say: (day, voidedOn) =>
      `An entry that counted from ${dayInWords(day as string)} was taken back on ${dayInWords(voidedOn as string)}.`,
  },
];
