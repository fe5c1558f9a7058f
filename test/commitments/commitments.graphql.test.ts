import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/tracker.js';
import { startTracker, type Tracker } from '../support/tracker.js';
import { statementsOf } from '../support/statements.js';

const PAGE = `query ($first: Int, $order: CommitmentOrder) {
  commitments(first: $first, orderBy: $order, filter: { topLevel: false }) {
    totalCount
    pageInfo { endCursor hasNextPage }
    nodes {
      id reference title state overdue noLead version
      lead { lead { name } from }
      target { asWritten latest precision }
      partOf { reference title state workstream { name } }
      workstream { name lead { lead { name } } }
      programme { name }
      latestUpdate { summary percent statedOn source { paper locator } statedBy { role body name } }
      ratings { assessor rating }
      parts { id }
      carriedForwardInto { reference }
    }
  }
}`;

describe('commitments through GraphQL', () => {
  let tracker: Tracker;
  const id: Record<string, string> = {};

  /** Sends a mutation and answers the id of what it changed. */
  const send = async (name: string, input: object, thing = 'commitment'): Promise<string> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const selection = `{ ${thing} { id } userErrors { code field message } }`;
    const answer = await tracker.ask(`mutation ($input: ${type}Input!) { ${name}(input: $input) ${selection} }`, {
      input,
    });
    const payload = answer.data?.[name] as Record<string, { id: string } | null> & { userErrors: unknown[] };
    expect([answer.errors, payload.userErrors]).toEqual([undefined, []]);
    return payload[thing]?.id ?? '';
  };

  const make = (reference: string, terms: object = {}) =>
    send('makeCommitment', {
      reference,
      title: `Promise ${reference}`,
      audiences: ['care leavers'],
      initialState: 'IN_PROGRESS',
      ...terms,
    });

  beforeAll(async () => {
    tracker = await startTracker();
    id['workstream'] = await send('establishWorkstream', { name: 'Good homes' }, 'workstream');
    id['programme'] = await send('nameProgramme', { name: 'Local offer' }, 'programme');
    id['whole'] = await make('S-01', { workstreamId: id['workstream'], lead: { name: 'Housing', kind: 'TEAM' } });
    for (let n = 1; n <= 52; n++) {
      const terms = { partOf: id['whole'], workstreamId: id['workstream'], programmeId: id['programme'] };
      const commitmentId = await make(`S-01-${n}`, { ...terms, target: { asWritten: 'January 2026' } });
      await send('submitUpdate', {
        commitmentId,
        progress: { summary: `Step ${n}`, percent: n },
        rating: { rating: 'AMBER', assessor: 'BOARD', reason: 'Late' },
        told: { source: { paper: 'Progress paper', locator: `line ${n}` }, statedOn: '2026-01-05' },
      });
    }
  });
  afterAll(() => tracker.stop());

  const nodesOf = ({ data }: Answer) => (data?.['commitments'] as { nodes: Record<string, unknown>[] }).nodes;

  it('answers a page of 50 with as many statements as a page of 5', async () => {
    const statements = async (first: number) => {
      let answer: Answer | undefined;
      const run = await statementsOf(async () => (answer = await tracker.ask(PAGE, { first })));
      expect([answer?.errors, answer && nodesOf(answer).length]).toEqual([undefined, first]);
      // The log is looked at now and then, whoever asks.
      return run.filter((sql) => !sql.startsWith('pragma'));
    };
    const first = await statements(5);
    expect(first).toHaveLength(9);
    // The whole of them all is known from here on, until something is recorded.
    const few = await statements(5);
    const many = await statements(50);
    expect(many).toEqual(few);
    expect(many).toHaveLength(8);
  });

  it('answers everything that was asked for, with whatever hangs on it', async () => {
    const answer = await tracker.ask(PAGE, { first: 1, order: { field: 'TITLE', direction: 'ASC' } });
    expect(nodesOf(answer)).toEqual([
      {
        id: expect.any(String),
        reference: 'S-01-1',
        title: 'Promise S-01-1',
        state: 'IN_PROGRESS',
        overdue: true,
        noLead: true,
        version: 3,
        lead: null,
        target: { asWritten: 'January 2026', latest: '2026-01-31', precision: 'MONTH' },
        partOf: { reference: 'S-01', title: 'Promise S-01', state: 'IN_PROGRESS', workstream: { name: 'Good homes' } },
        workstream: { name: 'Good homes', lead: null },
        programme: { name: 'Local offer' },
        latestUpdate: {
          summary: 'Step 1',
          percent: 1,
          statedOn: '2026-01-05',
          source: { paper: 'Progress paper', locator: 'line 1' },
          statedBy: { role: 'governance', body: null, name: 'A governance' },
        },
        ratings: [{ assessor: 'BOARD', rating: 'AMBER' }],
        parts: [],
        carriedForwardInto: [],
      },
    ]);
  });

  it('shows names of people to governance staff and auditors only', async () => {
    const query = `{ commitment(reference: "S-01-2") { latestUpdate { statedBy { role name } } history { nodes { statedBy { name } recordedBy { role name } } } } }`;
    const namesIn = async (role: Parameters<Tracker['ask']>[2]) =>
      JSON.stringify((await tracker.ask(query, {}, role)).data).match(/"A governance"/g)?.length ?? 0;
    expect([await namesIn('governance'), await namesIn('auditor')]).toEqual([7, 7]);
    expect([await namesIn('member'), await namesIn('dashboard'), await namesIn('lead')]).toEqual([0, 0, 0]);
  });
});
