import type { Day } from '../event-sourcing/days.js';
import type { Decider } from '../event-sourcing/decider.js';
import { DomainError } from '../event-sourcing/errors.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import { dayOf, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import { nameKey } from '../naming/naming.js';
import type { AdoptPlan, PlanCommand } from './plan.commands.js';
import { planWords, type PlanEvent } from './plan.events.js';
import { accountedFor, type PlanFacts } from './plan.mapping.js';

/** A plan as the rules see it. */
interface Plan {
  /** Labels of its versions so far, the newest last. */
  readonly versions: readonly string[];
  readonly isClosed: boolean;
  readonly lastDay: Day;
}

/** A plan is adopted once, refreshed as versions that account for every open promise, and closed. */
export const planDecider: Decider<Plan | null, PlanCommand, PlanEvent, PlanFacts> = {
  category: 'plan',
  initialState: null,
  words: planWords,

  decide(command, plan, facts) {
    if (command.type === 'AdoptPlan') return [adopted(command, plan)];
    if (!plan) throw new DomainError('NOT_FOUND', 'There is no such plan.');
    if (plan.isClosed) throw new DomainError('RULE', 'This plan is closed and takes no more changes.');

    switch (command.type) {
      case 'RefreshPlan': {
        const version = command.data.version.trim();
        if (plan.versions.some((earlier) => nameKey(earlier) === nameKey(version))) {
          throw new DomainError('RULE', `This plan already has a version “${version}”; give a new label.`, 'version');
        }
        refuseOutOfOrder(command, plan.lastDay);
        return [{ type: 'PlanRefreshed', data: { version, mapping: accountedFor(command.data.mapping, facts) } }];
      }
      case 'ClosePlan':
        refuseOutOfOrder(command, plan.lastDay);
        return [{ type: 'PlanClosed', data: {} }];
    }
  },

  evolve(plan, event: Happened<PlanEvent>) {
    const lastDay = dayOf(event);
    switch (event.type) {
      case 'PlanAdopted':
        return { versions: [event.data.version], isClosed: false, lastDay };
      case 'PlanRefreshed':
        return plan && { ...plan, versions: [...plan.versions, event.data.version], lastDay };
      case 'PlanClosed':
        return plan && { ...plan, isClosed: true, lastDay };
    }
  },

  objection: (events) => withoutFounding(events, 'PlanAdopted'),
};

const adopted = (command: AdoptPlan, plan: Plan | null): Extract<PlanEvent, { type: 'PlanAdopted' }> => {
  if (plan) throw new DomainError('RULE', 'There is already a plan of that title.', 'title');
  refuseOutOfOrder(command, null);
  const { title, version, adoptedBy } = command.data;
  const { kind, name, bodyId } = adoptedBy;
  return {
    type: 'PlanAdopted',
    data: {
      title: title.trim(),
      version: version.trim(),
      adoptedBy: { kind, name: name.trim(), ...(bodyId == null ? {} : { bodyId }) },
    },
  };
};
