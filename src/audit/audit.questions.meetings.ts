import type { AskEvent } from '../asks/ask.events.js';
import { dayInWords, daysBetween } from '../event-sourcing/days.js';
import { citedMinute, type EffectKind, type MeetingEvent } from '../meetings/meeting.events.js';
import { amongEntries, type AuditQuestion } from './audit.question.js';
import { daysInWords } from './slippage.sentence.js';

type DataOf<Type extends MeetingEvent['type']> = Extract<MeetingEvent, { type: Type }>['data'];

const EFFECTS: Readonly<Record<EffectKind, string>> = {
  AGREE: 'to agree it',
  WITHDRAW: 'to withdraw it',
  ALLOW_TARGET_MOVE: 'to move its date',
  REFUSE_TARGET_MOVE: 'to refuse to move its date',
  SIGN_OFF: 'to sign it off',
  REFUSE_COMPLETION: 'to refuse its completion',
  SUPERSEDE: 'to supersede it',
  REOPEN: 'to reopen it',
};

/** Questions about what was decided, and what was asked. */
export const meetingQuestions: readonly AuditQuestion[] = [
  {
    name: 'DECISION_AFFECTS_NOTHING',
    sentence: 'A decision that affects no commitment, as it reads with its amendments.',
    period: 'the day of the decision',
    find: amongEntries({ types: ['DecisionRecorded'], by: 'day' }, (entry, record) => {
      const { decisionId, outcome, effects, minute, ...decided } = entry.data<DataOf<'DecisionRecorded'>>();
      const amendments = record
        .of(entry.stream, ['DecisionAmended'])
        .filter((one) => one.data<DataOf<'DecisionAmended'>>().decisionId === decisionId);
      const amended = amendments.map((one) => one.data<DataOf<'DecisionAmended'>>().affects);
      const affects = amended.findLast((one) => one !== undefined) ?? decided.affects;
      if (affects.length > 0 || effects.length > 0) return null;
      return { decisionId, said: [outcome, entry.day, minute ? citedMinute(minute) : null] };
    }),
    say: (outcome, day, cited) =>
      `Decided on ${dayInWords(day as string)} (${outcome}${cited === null ? '' : `, minute ${cited}`}); it affects no commitment.`,
  },
  {
    name: 'EFFECT_REFUSED',
    sentence: 'What a decision was to do to a commitment could not be done.',
    period: 'the day it was refused',
    find: amongEntries({ types: ['DecisionEffectRefused'], by: 'day' }, (entry, record) => {
      const { decisionId, commitmentId, effect } = entry.data<DataOf<'DecisionEffectRefused'>>();
      const decided = record
        .of(entry.stream, ['DecisionRecorded'])
        .find((one) => one.data<DataOf<'DecisionRecorded'>>().decisionId === decisionId);
      return {
        commitmentId,
        decisionId,
        with: [decided ?? null],
        said: [decided?.day ?? null, EFFECTS[effect], entry.day],
      };
    }),
    say: (decided, effect, day) =>
      `The decision${decided === null ? '' : ` of ${dayInWords(decided as string)}`} ${effect} could not be carried out on ${dayInWords(day as string)}.`,
  },
  {
    name: 'ASK_UNANSWERED',
    sentence: 'What young people asked for has no answer.',
    period: 'the day it was asked',
    find: amongEntries({ types: ['AskRaised'], by: 'day' }, (entry, record) => {
      if (record.of(entry.stream, ['AskAnswered']).length > 0) return null;
      const { group } = entry.data<Extract<AskEvent, { type: 'AskRaised' }>['data']>();
      return { said: [entry.day, group.name, daysBetween(entry.day, record.day)] };
    }),
    say: (day, group, days) =>
      `Asked on ${dayInWords(day as string)} by ${group}, and without an answer for ${daysInWords(days as number)}.`,
  },
];
