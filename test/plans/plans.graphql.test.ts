import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTracker, type Tracker } from '../support/tracker.js';

let tracker: Tracker;
let plan: string;
const made = new Map<string, string>();

const told = (day: string) => ({ occurredOn: { earliest: day, latest: day }, statedOn: day });
const committee = { kind: 'BODY', name: 'Children and Families Committee' };
const mapped = (reference: string, outcome: string, ...successors: string[]) => ({
  commitmentId: made.get(reference),
  outcome,
  successorIds: successors.map((successor) => made.get(successor)),
});

interface Payload {
  readonly plan: { readonly id: string } | null;
  readonly commitment?: { readonly id: string } | null;
  readonly userErrors: readonly { readonly code: string; readonly field: string; readonly message: string }[];
}

const send = async (mutation: string, input: object, thing = 'plan'): Promise<Payload> => {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  const { data, errors } = await tracker.ask(
    `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { ${thing} { id } userErrors { code field message } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data?.[mutation] as Payload;
};

const make = async (reference: string, planId: string | null): Promise<void> => {
  const input = {
    reference,
    title: `Promise ${reference}`,
    audiences: ['Care leavers'],
    planId,
    initialState: 'AGREED',
  };
  const { commitment, userErrors } = await send('makeCommitment', { ...input, told: told('2024-07-01') }, 'commitment');
  expect(userErrors).toEqual([]);
  made.set(reference, commitment?.id ?? '');
};

beforeAll(async () => {
  tracker = await startTracker();
  const adopted = await send('adoptPlan', {
    title: 'Improvement Plan',
    version: '2024',
    adoptedBy: committee,
    told: told('2024-06-01'),
  });
  plan = adopted.plan?.id ?? '';
  for (const reference of ['P-1', 'P-2', 'P-3', 'P-4']) await make(reference, plan);
  await make('N-1', null);
  await make('N-2', null);
});
afterAll(() => tracker.stop());

describe('refreshing a plan', () => {
  it('is refused while a commitment that is still open is left out', async () => {
    const { userErrors } = await send('refreshPlan', {
      planId: plan,
      version: '2025',
      mapping: [mapped('P-1', 'KEPT')],
    });
    expect(userErrors).toEqual([
      { code: 'INVALID', field: 'mapping', message: 'Say also what becomes of P-2, P-3, P-4.' },
    ]);
  });

  it('is refused when a successor is not in the record', async () => {
    const stranger = '00000000-0000-4000-8000-000000000000';
    const mapping = [
      ...['P-1', 'P-2', 'P-3'].map((reference) => mapped(reference, 'KEPT')),
      { commitmentId: made.get('P-4'), outcome: 'MERGED', successorIds: [stranger] },
    ];
    const { userErrors } = await send('refreshPlan', { planId: plan, version: '2025', mapping });
    expect(userErrors).toMatchObject([{ field: 'mapping.3.successorIds', message: expect.stringContaining(stranger) }]);
  });

  it('says what became of every commitment, from the plan and from the commitment', async () => {
    const mapping = [
      mapped('P-1', 'KEPT'),
      mapped('P-2', 'SPLIT', 'N-2', 'N-1'),
      mapped('P-3', 'MERGED', 'N-1'),
      mapped('P-4', 'DROPPED'),
    ];
    const input = { planId: plan, version: '2025', mapping, told: told('2025-06-01') };
    expect((await send('refreshPlan', input)).userErrors).toEqual([]);

    const { data, errors } = await tracker.ask(
      `query ($plan: ID, $split: ID) {
         plan(id: $plan) {
           currentVersion
           history(types: [PlanRefreshed]) {
             nodes { detail { ... on PlanRefreshed { mapping { commitment { reference } outcome successors { reference } } } } }
           }
           versions {
             version adoptedOn adoptedBy { kind name }
             mapping { commitment { reference } outcome successors { reference } }
           }
         }
         commitment(id: $split) {
           refreshedInto { plan { title } version refreshedOn outcome successors { reference title } }
         }
       }`,
      { plan, split: made.get('P-2') },
    );
    expect(errors).toBeUndefined();
    const became = [
      { commitment: { reference: 'P-1' }, outcome: 'KEPT', successors: [] },
      {
        commitment: { reference: 'P-2' },
        outcome: 'SPLIT',
        successors: [{ reference: 'N-2' }, { reference: 'N-1' }],
      },
      { commitment: { reference: 'P-3' }, outcome: 'MERGED', successors: [{ reference: 'N-1' }] },
      { commitment: { reference: 'P-4' }, outcome: 'DROPPED', successors: [] },
    ];
    expect(data).toEqual({
      plan: {
        currentVersion: '2025',
        history: { nodes: [{ detail: { mapping: became } }] },
        versions: [
          { version: '2024', adoptedOn: '2024-06-01', adoptedBy: committee, mapping: [] },
          {
            version: '2025',
            adoptedOn: '2025-06-01',
            adoptedBy: null,
            mapping: became,
          },
        ],
      },
      commitment: {
        refreshedInto: [
          {
            plan: { title: 'Improvement Plan' },
            version: '2025',
            refreshedOn: '2025-06-01',
            outcome: 'SPLIT',
            successors: [
              { reference: 'N-2', title: 'Promise N-2' },
              { reference: 'N-1', title: 'Promise N-1' },
            ],
          },
        ],
      },
    });
  });

  it('has made nothing of any commitment in a past before it', async () => {
    const { data } = await tracker.ask(
      `query ($plan: ID, $split: ID) {
         plan(id: $plan, asOf: "2025-05-31") { currentVersion versions { mapping { outcome } } }
         commitment(id: $split, asOf: "2025-05-31") { refreshedInto { outcome } }
       }`,
      { plan, split: made.get('P-2') },
    );
    expect(data).toEqual({
      plan: { currentVersion: '2024', versions: [{ mapping: [] }] },
      commitment: { refreshedInto: [] },
    });
  });
});

describe('a plan', () => {
  it('leads to its commitments, filtered, ordered and paged like any list of them', async () => {
    const { data, errors } = await tracker.ask(
      `query ($title: String) { plan(title: $title) {
         commitments(filter: { not: { reference: ["P-2"] } }, orderBy: { field: TITLE, direction: DESC }, first: 2) {
           totalCount nodes { reference plan { id } } pageInfo { hasNextPage }
         }
       } }`,
      { title: 'improvement plan' },
    );
    expect(errors).toBeUndefined();
    expect(data?.['plan']).toEqual({
      commitments: {
        totalCount: 3,
        nodes: [
          { reference: 'P-4', plan: { id: plan } },
          { reference: 'P-3', plan: { id: plan } },
        ],
        pageInfo: { hasNextPage: true },
      },
    });
  });
});

describe('anything by its id', () => {
  it('is answered as what it is', async () => {
    const { programme } = (await send('nameProgramme', { name: 'Local offer' }, 'programme')) as unknown as {
      programme: { id: string };
    };
    const { data, errors } = await tracker.ask(
      `query ($plan: ID!, $commitment: ID!, $programme: ID!, $none: ID!) {
         plan: node(id: $plan) { __typename id ... on Plan { title } }
         commitment: node(id: $commitment) { __typename ... on Commitment { reference } }
         programme: node(id: $programme) { __typename ... on Programme { name } }
         none: node(id: $none) { id }
         before: node(id: $plan, toldBy: "2024-05-31") { id }
       }`,
      { plan, commitment: made.get('P-1'), programme: programme.id, none: 'no uuid' },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      plan: { __typename: 'Plan', id: plan, title: 'Improvement Plan' },
      commitment: { __typename: 'Commitment', reference: 'P-1' },
      programme: { __typename: 'Programme', name: 'Local offer' },
      none: null,
      before: null,
    });
  });
});
