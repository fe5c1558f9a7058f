import type { TokenClaims } from '../auth/tokens.js';
import { workstreamId } from '../workstreams/workstream.commands.js';

/**
 * Leads whom the example plan gives something to do, for development's ready-made tokens. The first contributes to
 * S-01 and D-06, the second leads S-01e, the third leads a workstream with S-02a and D-09 in it.
 */
export const exampleLeads: readonly [TokenClaims, TokenClaims, TokenClaims] = [
  {
    sub: 'example-lead-participation',
    name: 'Example lead, participation',
    roles: ['lead'],
    body: 'Participation Team',
  },
  {
    sub: 'example-lead-leaving-care',
    name: 'Example lead, care leavers',
    roles: ['lead'],
    body: 'Care Leaver Service',
  },
  {
    sub: 'example-lead-homes',
    name: 'Example lead, homes',
    roles: ['lead'],
    workstreams: [workstreamId('Good homes for all')],
  },
];
