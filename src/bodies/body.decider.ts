import type { Decider } from '../event-sourcing/decider.js';
import { withoutFounding } from '../event-sourcing/founding.js';
import type { Happened } from '../event-sourcing/happened.js';
import { naming, namingRules, type Named, type NamingFacts } from '../naming/naming.js';
import type { BodyCommand } from './body.commands.js';
import { bodyWords, type BodyEvent } from './body.events.js';

const rules = namingRules('body');

/** A body has names and an end; what it decides is recorded where it is decided, in its meetings. */
export const bodyDecider: Decider<Named | null, BodyCommand, BodyEvent, NamingFacts> = {
  category: 'body',
  initialState: null,
  words: bodyWords,

  decide(command, body, facts) {
    switch (command.type) {
      case 'EstablishBody': {
        const kind = command.data.kind.trim();
        return [{ type: 'BodyEstablished', data: { ...rules.found(command, body, facts), kind } }];
      }
      case 'RenameBody':
        return [{ type: 'BodyRenamed', data: rules.rename(command, body, facts) }];
      case 'AddBodyAlias':
        return [{ type: 'AliasAdded', data: rules.addAlias(command, body, facts) }];
      case 'CloseBody':
        return [{ type: 'BodyClosed', data: rules.close(command, body) }];
    }
  },

  evolve(body, event: Happened<BodyEvent>) {
    switch (event.type) {
      case 'BodyEstablished':
        return naming.founded(event);
      case 'BodyRenamed':
        return naming.renamed(body, event);
      case 'AliasAdded':
        return naming.aliasAdded(body, event);
      case 'BodyClosed':
        return naming.closed(body, event);
    }
  },

  objection: (events) => withoutFounding(events, 'BodyEstablished'),
};
