import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTracker, type Tracker } from '../support/tracker.js';

const told = (day: string, body?: string) => ({
  occurredOn: { earliest: day, latest: day },
  statedOn: day,
  ...(body === undefined ? {} : { statedBy: { role: 'lead', body, name: 'Ama Mensah' } }),
});
const board = { kind: 'BODY', name: 'the Executive Board', minute: '24' };

describe('the audit through GraphQL', () => {
  let tracker: Tracker;
  const id: Record<string, string> = {};

  const send = async (name: string, input: object, thing = 'commitment'): Promise<string> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const selection = `{ ${thing} { id } userErrors { code field message } }`;
    const answer = await tracker.ask(`mutation ($input: ${type}Input!) { ${name}(input: $input) ${selection} }`, {
      input,
    });
    const payload = answer.data?.[name] as
      (Record<string, { id: string } | null> & { userErrors: unknown[] }) | undefined;
    expect([answer.errors, payload?.userErrors]).toEqual([undefined, []]);
    return payload?.[thing]?.id ?? '';
  };
  const make = async (reference: string, day: string, terms: object = {}) => {
    const shared = { reference, title: `Promise ${reference}`, audiences: ['care leavers'], initialState: 'AGREED' };
    id[reference] = await send('makeCommitment', { ...shared, ...terms, told: told(day) });
  };
  const november = { asWritten: 'November 2025' };
  const ask = async (query: string, role: Parameters<Tracker['ask']>[2] = 'governance') => {
    const { data, errors } = await tracker.ask(query, {}, role);
    expect(errors).toBeUndefined();
    return data as Record<string, never>;
  };

  beforeAll(async () => {
    tracker = await startTracker();
    const adoptedBy = { kind: 'BODY', name: 'Committee' };
    const plan = await send('adoptPlan', { title: 'Plan', version: '1', adoptedBy, told: told('2025-09-01') }, 'plan');
    await make('S-01', '2025-09-02', { target: november, lead: { name: 'Housing', kind: 'TEAM' } });
    await make('S-02', '2025-09-02', { target: november });
    await make('S-03', '2025-09-02', { target: november, planId: plan });
    await make('S-04', '2025-09-02', { target: november });
    const request = { commitmentId: id['S-01'], target: { asWritten: 'January 2026' }, reason: 'The lease is late' };
    await send('requestTargetMove', { ...request, told: told('2025-10-20', 'Housing') });
    const move = { commitmentId: id['S-01'], allowedBy: board, reason: 'Granted' };
    await send('moveTarget', { ...move, target: { asWritten: 'January 2026' }, told: told('2025-11-03') });
    await make('N-02', '2025-12-02', { target: { asWritten: 'March 2026' } });
    await send('supersedeCommitment', {
      commitmentId: id['S-02'],
      successorIds: [id['N-02']],
      told: told('2025-12-02'),
    });
    await make('N-03', '2025-12-02', { target: november, planId: plan });
    const mapping = [
      { commitmentId: id['S-03'], outcome: 'MERGED', successorIds: [id['N-03']] },
      { commitmentId: id['N-03'], outcome: 'KEPT', successorIds: [] },
    ];
    await send('refreshPlan', { planId: plan, version: '2', mapping, told: told('2025-12-02') }, 'plan');
  });
  afterAll(() => tracker.stop());

  it('tells who moved a date, one sentence each, also through what replaced a promise', async () => {
    const { slippage } = await ask(
      `{ slippage { totalCount nodes { commitment { reference } follows { reference } daysMoved sentence
           moves { days allowedBy { name minute } asked { askedBy { body name } } } } } }`,
    );
    expect(slippage).toEqual({
      totalCount: 3,
      nodes: [
        {
          commitment: { reference: 'N-02' },
          follows: [{ reference: 'S-02' }],
          daysMoved: 121,
          sentence:
            'Promised on 2 September 2025; due November 2025; moved once, by 121 days, by what replaced it and nobody’s leave; now due March 2026.',
          moves: [{ days: 121, allowedBy: null, asked: null }],
        },
        {
          commitment: { reference: 'N-03' },
          follows: [{ reference: 'S-03' }],
          daysMoved: 0,
          sentence: 'Promised on 2 September 2025; due November 2025; never moved.',
          moves: [],
        },
        {
          commitment: { reference: 'S-01' },
          follows: [],
          daysMoved: 62,
          sentence:
            'Promised on 2 September 2025; due November 2025; moved once, by 62 days, asked by Housing, allowed by the Executive Board, minute 24; now due January 2026.',
          moves: [
            {
              days: 62,
              allowedBy: { name: 'the Executive Board', minute: '24' },
              asked: { askedBy: { body: 'Housing', name: 'Ama Mensah' } },
            },
          ],
        },
      ],
    });
  });

  it('keeps names of people to governance staff and auditors', async () => {
    const query = `{ slippage(filter: { reference: ["S-01"] }) { nodes { moves { asked { askedBy { body name } } } } } }`;
    const { slippage } = await ask(query, 'member');
    expect(slippage).toEqual({ nodes: [{ moves: [{ asked: { askedBy: { body: 'Housing', name: null } } }] }] });
  });

  it('turns its pages, and knows nothing yet in a past', async () => {
    const first = await ask(`{ slippage(first: 2) { edges { cursor node { commitment { reference } } } } }`);
    const { edges } = first['slippage'] as unknown as { edges: readonly { readonly cursor: string }[] };
    const next = await ask(
      `{ slippage(first: 2, after: "${edges[1]?.cursor}") { pageInfo { hasNextPage } nodes { commitment { reference } } } }`,
    );
    expect(next['slippage']).toEqual({
      pageInfo: { hasNextPage: false },
      nodes: [{ commitment: { reference: 'S-01' } }],
    });
    const past = await ask(`{ slippage(toldBy: "2025-10-25") { nodes { sentence } } }`);
    expect(past['slippage']).toEqual({
      nodes: [
        {
          sentence:
            'Promised on 2 September 2025; due November 2025; Housing asked on 20 October 2025 for January 2026 and waits for an answer.',
        },
      ],
    });
  });

  it('counts what each standing question finds, and answers one in pages with the entries behind it', async () => {
    const { auditQuestions } = await ask(`{ auditQuestions { name sentence period count } }`);
    const counts = Object.fromEntries(
      (auditQuestions as unknown as readonly { name: string; count: number }[]).map(({ name, count }) => [name, count]),
    );
    expect(counts).toMatchObject({ NO_LEAD: 3 + 1, MOVED_AFTER_DUE: 0, UNDATED: 0, VOIDED: 0 });
    expect(counts['RECORDED_LATE']).toBeGreaterThan(5);

    const query = (after: string) => `{ auditQuestion(name: NO_LEAD, first: 3${after}) { totalCount
      pageInfo { hasNextPage endCursor }
      nodes { sentence day about { __typename id } commitment { reference } entries { type thingId statedBy { name } } } } }`;
    const first = await ask(query(''), 'member');
    const page = first['auditQuestion'] as unknown as { pageInfo: { endCursor: string }; nodes: { day: string }[] };
    expect(page).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(page.nodes.map(({ day }) => day)).toEqual(['2025-12-02', '2025-12-02', '2025-09-02']);
    const rest = await ask(query(`, after: "${page.pageInfo.endCursor}"`), 'member');
    const all = [...page.nodes, ...(rest['auditQuestion'] as unknown as typeof page).nodes];
    expect(all).toContainEqual({
      sentence: 'Made on 2 September 2025; nobody leads it, so the council answers.',
      day: '2025-09-02',
      about: { __typename: 'Commitment', id: id['S-04'] },
      commitment: { reference: 'S-04' },
      entries: [{ type: 'CommitmentMade', thingId: id['S-04'], statedBy: { name: null } }],
    });
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(4);
  });

  it('answers the past by what counted then', async () => {
    const { auditQuestion } = await ask(`{ auditQuestion(name: NO_LEAD, toldBy: "2025-10-01") { totalCount } }`);
    expect(auditQuestion).toEqual({ totalCount: 3 });
    const before = await ask(`{ auditQuestions(knownAt: "2020-01-01T00:00:00Z") { count } }`);
    expect(new Set((before['auditQuestions'] as unknown as { count: number }[]).map(({ count }) => count))).toEqual(
      new Set([0]),
    );
  });

  it('sees what was just recorded', async () => {
    const total = async () => {
      const answer = await ask(`{ auditQuestion(name: UNDATED) { totalCount } }`);
      return (answer['auditQuestion'] as unknown as { totalCount: number }).totalCount;
    };
    expect(await total()).toBe(0);
    await make('S-05', '2025-12-03');
    expect(await total()).toBe(1);
  });

  const turned = 'from: "2025-12-02", to: "2025-12-01"';
  const ofEntries = Buffer.from(JSON.stringify(['an entry', 'another'])).toString('base64url');
  const tooMuch = '{ overdue: true }, '.repeat(101);
  it.each([
    [`auditQuestion(name: UNDATED, from: "2025-12-02", to: "2025-12-01") { totalCount }`, /turn them round/],
    [`auditQuestion(name: UNDATED, after: "WyJhIl0") { totalCount }`, /belongs to another list/],
    [`auditQuestion(name: UNDATED, after: "${ofEntries}") { totalCount }`, /belongs to another list/],
    [`reminders(after: "${ofEntries}") { totalCount }`, /another list/],
    [`meetings(after: "${ofEntries}") { totalCount }`, /another list/],
    [`auditQuestions(filter: { or: [${tooMuch}] }) { count }`, /conditions/],
    [`commitments(filter: { dueBetween: { ${turned} } }) { totalCount }`, /turn them round/],
    [`decisions(filter: { ${turned} }) { totalCount }`, /turn them round/],
    [`meetings(${turned}) { totalCount }`, /turn them round/],
    [
      `commitment(reference: "S-01") { history(since: "2025-12-02", until: "2025-12-01") { totalCount } }`,
      /"since" lies after "until"; turn them round/,
    ],
    [`statusOverTime(every: WEEK, groupBy: [STATE], ${turned}) { day }`, /turn them round/],
    [`statusOverTime(every: WEEK, groupBy: [STATE], from: "2999-01-01") { day }`, /^Nothing is known of days after/],
  ])('refuses what cannot be, and says why: %#', async (query, message) => {
    const { errors } = await tracker.ask(`{ ${query} }`);
    expect(errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code: 'INVALID' } }]);
  });
});
