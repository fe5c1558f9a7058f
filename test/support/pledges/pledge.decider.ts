import type { Decider } from '../../../src/event-sourcing/decider.js';
import { DomainError } from '../../../src/event-sourcing/errors.js';
import { withoutFounding } from '../../../src/event-sourcing/founding.js';
import type { Happened } from '../../../src/event-sourcing/happened.js';
import { refuseFuture } from '../../../src/event-sourcing/lifecycle-days.js';
import type { PledgeCommand } from './pledge.commands.js';
import { pledgeWords, type PledgeEvent } from './pledge.events.js';

/** A pledge as its rules see it. */
export interface Pledge {
  readonly state: 'OPEN' | 'HELD' | 'CLOSED';
  readonly titles: readonly (string | null)[];
  readonly makerBody: string | null;
}

/** What a rule knows of the other pledges. */
export interface PledgeFacts {
  /** How many pledges of the same title stand. */
  readonly ofThatTitle: number;
}

/** The rules of a pledge. */
export const pledgeDecider: Decider<Pledge | null, PledgeCommand, PledgeEvent, PledgeFacts> = {
  category: 'pledge',
  initialState: null,
  words: pledgeWords,
  reads: { WordPledge: ['PledgeMade', 'PledgeWorded'] },

  decide(command, pledge, { ofThatTitle }) {
    refuseFuture(command);
    if (command.type === 'MakePledge') {
      if (pledge) throw new DomainError('RULE', 'This pledge was made before.');
      if (ofThatTitle > 0) throw new DomainError('RULE', 'There is a pledge of that title.', 'title');
      const { title, wording, weight } = command.data;
      return [{ type: 'PledgeMade', data: { title, ...(wording == null ? {} : { wording }), weight } }];
    }
    if (!pledge) throw new DomainError('NOT_FOUND', 'There is no such pledge.');
    if (pledge.state === 'CLOSED') throw new DomainError('RULE', 'This pledge is closed.');
    switch (command.type) {
      case 'WordPledge':
        if (command.data.title != null && pledge.titles.includes(command.data.title))
          throw new DomainError('RULE', 'It was called that before.', 'title');
        return [{ type: 'PledgeWorded', data: present(command.data) }];
      case 'RatePledge':
        return [{ type: 'PledgeRated', data: present(command.data) }];
      case 'ReportPledge':
        return [{ type: 'PledgeReported', data: present(command.data) }];
      case 'HoldPledge':
        if (pledge.state === 'HELD') throw new DomainError('RULE', 'This pledge rests already.');
        return [{ type: 'PledgeHeld', data: { reason: command.data.reason } }];
      case 'ResumePledge':
        if (pledge.state !== 'HELD') throw new DomainError('RULE', 'This pledge does not rest.');
        return [{ type: 'PledgeResumed', data: {} }];
      case 'ClosePledge':
        return [
          { type: 'PledgeReported', data: { summary: command.data.reason } },
          { type: 'PledgeClosed', data: {} },
        ];
    }
  },

  evolve(pledge, event: Happened<PledgeEvent>) {
    switch (event.type) {
      case 'PledgeMade':
        return { state: 'OPEN', titles: [event.data.title], makerBody: event.statedBy.body };
      case 'PledgeWorded':
        return pledge && { ...pledge, titles: [...pledge.titles, event.data.title ?? null] };
      case 'PledgeHeld':
        return pledge && { ...pledge, state: 'HELD' };
      case 'PledgeResumed':
        return pledge && { ...pledge, state: 'OPEN' };
      case 'PledgeClosed':
        return pledge && { ...pledge, state: 'CLOSED' };
      case 'PledgeRated':
      case 'PledgeReported':
        return pledge;
    }
  },

  concerns: (pledge, sender) => pledge === null || pledge.makerBody === sender.body,
  objection: (events) => withoutFounding(events, 'PledgeMade'),
};

/** Without what was not said. */
const present = <T extends object>(data: T): T =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined && value !== null)) as T;
