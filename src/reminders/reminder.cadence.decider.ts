import type { Day } from '../event-sourcing/days.js';
import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { ArrangeReminders, CadenceCommand, PauseReminders } from './reminder.commands.js';
import { cadenceWords, type CadenceEvent, type Subject } from './reminder.events.js';

/** The reminders of a plan or commitment as the rules see them. */
interface Cadence {
  /** `null`: none were arranged. */
  readonly arranged: { readonly everyDays: number; readonly escalateAfter: number | null } | null;
  /** `until` is the first day after it; `null`: without an end. */
  readonly paused: { readonly until: Day | null } | null;
  readonly lastDay: Day;
}

/** What the rules of reminders need to know of other streams. */
export interface CadenceFacts {
  /** Is the plan or commitment on record? */
  readonly isKnown: boolean;
}

const NONE = { arranged: null, paused: null } as const;

/** Reminders are arranged anew at any time, and paused and resumed in turns. */
export const cadenceDecider: Decider<Cadence | null, CadenceCommand, CadenceEvent, CadenceFacts> = {
  category: 'cadence',
  initialState: null,
  words: cadenceWords,

  decide(command, cadence, { isKnown }) {
    const of = subjectOf(command);
    if (!isKnown) {
      const field = of === 'PLAN' ? 'planId' : 'commitmentId';
      throw new DomainError('NOT_FOUND', `There is no such ${of.toLowerCase()}.`, field);
    }
    const day = refuseOutOfOrder(command, cadence?.lastDay ?? null);
    const paused = pausedOn(cadence, day);
    switch (command.type) {
      case 'ArrangeReminders':
        return [arranged(command, of, cadence)];
      case 'PauseReminders':
        if (paused) {
          throw new DomainError('RULE', 'These reminders are paused already; resume them first to pause them anew.');
        }
        if (of === 'PLAN' && !cadence?.arranged) {
          throw new DomainError('RULE', 'No reminders are arranged for this plan, so there is nothing to pause.');
        }
        return [pausing(command, of, day)];
      case 'ResumeReminders':
        if (!paused) throw new DomainError('RULE', 'These reminders are not paused.');
        return [{ type: 'RemindersResumed', data: { of } }];
    }
  },

  evolve(before, event: Happened<CadenceEvent>) {
    const cadence = { ...(before ?? NONE), lastDay: dayOf(event) };
    switch (event.type) {
      case 'RemindersArranged': {
        const { everyDays, escalateAfter = null } = event.data;
        return { ...cadence, arranged: { everyDays, escalateAfter } };
      }
      case 'RemindersPaused':
        return { ...cadence, paused: { until: event.data.until ?? null } };
      case 'RemindersResumed':
        return { ...cadence, paused: null };
    }
  },

  /** A resumption needs its pause; nothing else leans on what was said before. */
  objection(events) {
    let isPaused = false;
    for (const { type } of events) {
      if (type === 'RemindersResumed' && !isPaused) {
        return 'A later entry relies on this one: the resumption of the reminders; void that first.';
      }
      isPaused = type === 'RemindersPaused' || (isPaused && type !== 'RemindersResumed');
    }
    return undefined;
  },
};

const subjectOf = ({ data: { planId, commitmentId } }: CadenceCommand): Subject => {
  if ((planId == null) === (commitmentId == null)) {
    throw new DomainError('INVALID', 'Say for which plan or for which commitment, one of the two.', 'planId');
  }
  return planId == null ? 'COMMITMENT' : 'PLAN';
};

const pausedOn = (cadence: Cadence | null, day: Day): boolean =>
  cadence?.paused != null && (cadence.paused.until === null || day < cadence.paused.until);

const arranged = ({ data }: ArrangeReminders, of: Subject, cadence: Cadence | null): CadenceEvent => {
  const { everyDays, escalateAfter } = data;
  const before = cadence?.arranged;
  if (before && before.everyDays === everyDays && before.escalateAfter === (escalateAfter ?? null)) {
    throw new DomainError('RULE', 'Reminders are arranged in just this way already.');
  }
  return { type: 'RemindersArranged', data: { of, everyDays, ...(escalateAfter == null ? {} : { escalateAfter }) } };
};

const pausing = ({ data: { reason, until } }: PauseReminders, of: Subject, day: Day): CadenceEvent => {
  if (until != null && until <= day) {
    const message = `A pause from ${day} cannot end on ${until}; give a later day, or leave it out.`;
    throw new DomainError('INVALID', message, 'until');
  }
  return { type: 'RemindersPaused', data: { of, reason, ...(until == null ? {} : { until }) } };
};
