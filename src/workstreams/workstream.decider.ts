import type { Decider } from '../event-sourcing/decider.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import { refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import { appointed } from '../naming/appointment.js';
import { naming, namingRules, type Named, type NamingFacts } from '../naming/naming.js';
import type { WorkstreamCommand } from './workstream.commands.js';
import { workstreamWords, type WorkstreamEvent } from './workstream.events.js';

const rules = namingRules('workstream');

/** A workstream has names, leads who come and go, and an end. */
export const workstreamDecider: Decider<Named | null, WorkstreamCommand, WorkstreamEvent, NamingFacts> = {
  category: 'workstream',
  initialState: null,
  words: workstreamWords,

  decide(command, workstream, facts) {
    switch (command.type) {
      case 'EstablishWorkstream':
        return [{ type: 'WorkstreamEstablished', data: rules.found(command, workstream, facts) }];
      case 'RenameWorkstream':
        return [{ type: 'WorkstreamRenamed', data: rules.rename(command, workstream, facts) }];
      case 'AddWorkstreamAlias':
        return [{ type: 'AliasAdded', data: rules.addAlias(command, workstream, facts) }];
      case 'AppointWorkstreamLead': {
        const day = refuseOutOfOrder(command, rules.standing(workstream).lastDay);
        return [{ type: 'WorkstreamLeadAppointed', data: appointed(command.data, day) }];
      }
      case 'CloseWorkstream':
        return [{ type: 'WorkstreamClosed', data: rules.close(command, workstream) }];
    }
  },

  evolve(workstream, event: Happened<WorkstreamEvent>) {
    switch (event.type) {
      case 'WorkstreamEstablished':
        return naming.founded(event);
      case 'WorkstreamRenamed':
        return naming.renamed(workstream, event);
      case 'AliasAdded':
        return naming.aliasAdded(workstream, event);
      case 'WorkstreamLeadAppointed':
        return naming.lived(workstream, event);
      case 'WorkstreamClosed':
        return naming.closed(workstream, event);
    }
  },

  objection: (events) => withoutFounding(events, 'WorkstreamEstablished'),
};
