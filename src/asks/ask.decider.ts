import type { Day } from '../event-sourcing/days.js';
import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { GroupOnRecord } from '../naming/party.js';
import type { AnswerAsk, AskCommand, RaiseAsk } from './ask.commands.js';
import { askWords, type Answer, type AskEvent } from './ask.events.js';

/** An ask as the rules see it. */
interface Ask {
  readonly raisedOn: Day;
  /** The day of the latest answer, or of telling it to the group. */
  readonly lastDay: Day;
  readonly isAnswered: boolean;
  readonly commitmentIds: readonly string[];
}

/** What the rules of an ask need to know of other streams. */
export interface AskFacts {
  /** The body that the group of a `RaiseAsk` is; `null`: there is none of that id or name. */
  readonly group: GroupOnRecord | null;
  /** Is the commitment of a `LinkAsk` in the record? */
  readonly isCommitmentKnown: boolean;
}

/** The answers that owe the young people a reason. House rule; DOMAIN.md section 7 for declined. */
const NEED_WORDS: readonly Answer[] = ['PARTLY', 'DECLINED'];

type Of<T extends AskEvent['type']> = Extract<AskEvent, { type: T }>;

/** An ask is raised by a group of young people, answered, linked to what answers it, and the answer is fed back. */
export const askDecider: Decider<Ask | null, AskCommand, AskEvent, AskFacts> = {
  category: 'ask',
  initialState: null,
  words: askWords,

  decide(command, ask, facts) {
    if (command.type === 'RaiseAsk') return [raised(command, ask, facts)];
    if (!ask) throw new DomainError('NOT_FOUND', 'There is no such ask.');

    switch (command.type) {
      case 'AnswerAsk':
        refuseOutOfOrder(command, ask.lastDay);
        return [answered(command)];
      case 'LinkAsk': {
        const { commitmentId } = command.data;
        if (!facts.isCommitmentKnown) {
          throw new DomainError('INVALID', 'There is no such commitment; record it first.', 'commitmentId');
        }
        if (ask.commitmentIds.includes(commitmentId)) {
          throw new DomainError('RULE', 'This ask is linked to that commitment already.', 'commitmentId');
        }
        // A link is found out at any time: it may lie before an answer, but not before the ask.
        refuseOutOfOrder(command, ask.raisedOn);
        return [{ type: 'AskLinked', data: { commitmentId } }];
      }
      case 'FeedBackAnswer': {
        if (!ask.isAnswered) {
          throw new DomainError(
            'RULE',
            'This ask has no answer yet, so there is nothing to feed back; answer it first.',
          );
        }
        refuseOutOfOrder(command, ask.lastDay);
        const { to, how } = command.data;
        return [{ type: 'AnswerFedBack', data: { to: to.trim(), how: how.trim() } }];
      }
    }
  },

  evolve(ask, event: Happened<AskEvent>) {
    const day = dayOf(event);
    switch (event.type) {
      case 'AskRaised':
        return { raisedOn: day, lastDay: day, isAnswered: false, commitmentIds: [] };
      case 'AskAnswered':
        return ask && { ...ask, isAnswered: true, lastDay: day };
      case 'AskLinked':
        return ask && { ...ask, commitmentIds: [...ask.commitmentIds, event.data.commitmentId] };
      case 'AnswerFedBack':
        return ask && { ...ask, lastDay: day };
    }
  },

  objection(events) {
    const fedBack = events.findIndex(({ type }) => type === 'AnswerFedBack');
    const answered = events.findIndex(({ type }) => type === 'AskAnswered');
    return (
      withoutFounding(events, 'AskRaised') ??
      (fedBack >= 0 && (answered < 0 || fedBack < answered)
        ? 'The group was told this answer; void the entry that says so first.'
        : undefined)
    );
  },
};

const raised = (command: RaiseAsk, ask: Ask | null, { group }: AskFacts): Of<'AskRaised'> => {
  if (ask) throw new DomainError('RULE', 'This ask was raised already.');
  const { words, audiences } = command.data;
  if (!group) {
    const sentence = `There is no group “${command.data.group.trim()}” in the record; put it on record as a body first.`;
    throw new DomainError('INVALID', sentence, 'group');
  }
  if (group.isAnswerable) {
    const sentence = `“${group.name}” is no young people's group, and asks are theirs; name the group that asked.`;
    throw new DomainError('RULE', sentence, 'group');
  }
  refuseOutOfOrder(command, null);
  return {
    type: 'AskRaised',
    data: {
      words: words.trim(),
      group: { name: group.name, bodyId: group.id },
      audiences: audiences.map((audience) => audience.trim()),
    },
  };
};

const answered = ({ data: { answer, words } }: AnswerAsk): Of<'AskAnswered'> => {
  if (words == null && NEED_WORDS.includes(answer)) {
    const what = answer === 'PARTLY' ? 'accepts only part of the ask' : 'declines the ask';
    throw new DomainError('INVALID', `This answer ${what}; say why, for the young people who asked.`, 'words');
  }
  return { type: 'AskAnswered', data: { answer, ...(words == null ? {} : { words: words.trim() }) } };
};
