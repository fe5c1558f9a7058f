import type { Decider } from '../event-sourcing/decider.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import { refuseFuture } from '../event-sourcing/lifecycle-days.js';
import { naming, namingRules, type Named, type NamingFacts } from '../naming/naming.js';
import type { ProgrammeCommand } from './programme.commands.js';
import { programmeWords, type ProgrammeEvent } from './programme.events.js';

const rules = namingRules('programme');

/** A programme has names, activities that nobody promised, and an end. */
export const programmeDecider: Decider<Named | null, ProgrammeCommand, ProgrammeEvent, NamingFacts> = {
  category: 'programme',
  initialState: null,
  words: programmeWords,

  decide(command, programme, facts) {
    switch (command.type) {
      case 'NameProgramme': {
        const kind = command.data.kind?.trim();
        const names = rules.found(command, programme, facts);
        return [{ type: 'ProgrammeNamed', data: kind === undefined ? names : { ...names, kind } }];
      }
      case 'RenameProgramme':
        return [{ type: 'ProgrammeRenamed', data: rules.rename(command, programme, facts) }];
      case 'AddProgrammeAlias':
        return [{ type: 'AliasAdded', data: rules.addAlias(command, programme, facts) }];
      case 'ReportActivity':
        rules.standing(programme);
        refuseFuture(command);
        return [{ type: 'ActivityReported', data: { summary: command.data.summary } }];
      case 'CloseProgramme':
        return [{ type: 'ProgrammeClosed', data: rules.close(command, programme) }];
    }
  },

  evolve(programme, event: Happened<ProgrammeEvent>) {
    switch (event.type) {
      case 'ProgrammeNamed':
        return naming.founded(event);
      case 'ProgrammeRenamed':
        return naming.renamed(programme, event);
      case 'AliasAdded':
        return naming.aliasAdded(programme, event);
      case 'ActivityReported':
        // A report changes nothing in the programme's life, and may be told long afterwards.
        return programme;
      case 'ProgrammeClosed':
        return naming.closed(programme, event);
    }
  },

  /** No lead owns a programme: what was done in it, any of them may report. */
  concerns: () => true,

  objection: (events) => withoutFounding(events, 'ProgrammeNamed'),
};
