import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dayAt } from '../../src/event-sourcing/days.js';
import type { Answer } from '../support/tracker.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const CHANGES = `query ($from: ChangePoint!, $to: ChangePoint, $filter: ChangeFilter, $first: Int, $after: String) {
  changes(from: $from, to: $to, filter: $filter, first: $first, after: $after) {
    totalCount from { day cursor } to { day cursor } counts { kind count } pageInfo { hasNextPage endCursor }
    nodes {
      commitment { reference state } kinds fields { field from to } entryCount
      entries { type detail { __typename } }
      moves { days from { asWritten } to { asWritten } askedBy { body name } allowedBy { name } reason entry { type } }
    } } }`;

interface Changes {
  readonly totalCount: number;
  readonly from: { readonly day: string | null; readonly cursor: string | null };
  readonly to: { readonly day: string | null; readonly cursor: string };
  readonly counts: readonly { readonly kind: string; readonly count: number }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly (Readonly<Record<string, unknown>> & {
    readonly commitment: { readonly reference: string };
  })[];
}

describe('what changed, through GraphQL', () => {
  let tracker: Tracker;
  let beforeAnything: string;
  const id: Record<string, string> = {};

  const send = async (name: string, input: object, thing = 'commitment') => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const selection = `{ ${thing} { id } events { id } userErrors { code field message } }`;
    const answer = await tracker.ask(`mutation ($input: ${type}Input!) { ${name}(input: $input) ${selection} }`, {
      input,
    });
    const payload = answer.data?.[name] as Record<string, { id: string } | null> & {
      events: { id: string }[];
      userErrors: unknown[];
    };
    expect([answer.errors, payload.userErrors]).toEqual([undefined, []]);
    return { id: payload[thing]?.id ?? '', entries: payload.events.map((event) => event.id) };
  };
  const on = (day: string, body?: string) => ({
    told: { statedOn: day, ...(body === undefined ? {} : { statedBy: { role: 'LEAD', body } }) },
  });
  const ask = (variables: object): Promise<Answer> => tracker.ask(CHANGES, variables);
  const between = async (from: object, to?: object, more: object = {}): Promise<Changes> => {
    const { data, errors } = await ask({ from, to, ...more });
    expect(errors).toBeUndefined();
    return data?.['changes'] as Changes;
  };
  const day = (day: string) => ({ day });

  beforeAll(async () => {
    tracker = await startTracker();
    beforeAnything = (await between({ cursor: '' })).to.cursor;
    for (const reference of ['S-01', 'S-02', 'S-03']) {
      const terms = { title: `Promise ${reference}`, audiences: ['care leavers'], initialState: 'AGREED' };
      const target = { asWritten: '30 November 2025' };
      id[reference] = (await send('makeCommitment', { reference, ...terms, target, ...on('2025-09-02') })).id;
    }
    const commitmentId = id['S-01'];
    const reason = 'The hub opens later';
    const target = { asWritten: '30 January 2026' };
    await send('requestTargetMove', { commitmentId, target, reason, ...on('2025-10-07', 'Housing') });
    const allowedBy = { kind: 'BODY', name: 'Executive Board' };
    await send('moveTarget', { commitmentId, target, reason, allowedBy, ...on('2025-10-14') });
    await send('reportProgress', { commitmentId: id['S-02'], summary: 'Half', percent: 50, ...on('2025-11-04') });
    const { entries } = await send('reportProgress', {
      commitmentId: id['S-02'],
      summary: 'A mistake',
      percent: 90,
      ...on('2025-11-11'),
    });
    await send('voidEntry', { entryId: entries[0], reason: 'Another promise', ...on('2025-12-02') }, 'node');
  });
  afterAll(() => tracker.stop());

  it('is answered between days: counts, and what each field said before and says after, the newest first', async () => {
    const changes = await between(day('2025-09-30'), day('2025-11-30'));
    expect(changes.counts).toEqual([
      { kind: 'MOVE_REQUESTED', count: 1 },
      { kind: 'MOVED', count: 1 },
      { kind: 'REPORTED', count: 2 },
    ]);
    expect([changes.totalCount, changes.from.day, changes.to.day]).toEqual([2, '2025-09-30', '2025-11-30']);
    expect(changes.nodes).toEqual([
      {
        commitment: { reference: 'S-02', state: 'AGREED' },
        kinds: ['REPORTED'],
        // On that day nobody knew yet that the second report was a mistake.
        fields: [{ field: 'percent', from: null, to: '90%' }],
        entryCount: 2,
        entries: [
          { type: 'ProgressReported', detail: { __typename: 'ProgressReported' } },
          { type: 'ProgressReported', detail: { __typename: 'ProgressReported' } },
        ],
        moves: [],
      },
      {
        commitment: { reference: 'S-01', state: 'AGREED' },
        kinds: ['MOVE_REQUESTED', 'MOVED'],
        fields: [{ field: 'target', from: '30 November 2025', to: '30 January 2026' }],
        entryCount: 2,
        entries: [
          { type: 'TargetMoved', detail: { __typename: 'TargetMoved' } },
          { type: 'TargetMoveRequested', detail: { __typename: 'TargetMoveRequested' } },
        ],
        moves: [
          {
            days: 61,
            from: { asWritten: '30 November 2025' },
            to: { asWritten: '30 January 2026' },
            askedBy: { body: 'Housing', name: null },
            allowedBy: { name: 'Executive Board' },
            reason: 'The hub opens later',
            entry: { type: 'TargetMoved' },
          },
        ],
      },
    ]);
  });

  it('shows a mistake taken back as a change of its own, with what it leaves', async () => {
    const { counts, nodes } = await between(day('2025-11-30'), day('2025-12-31'));
    expect(counts).toEqual([{ kind: 'VOIDED', count: 1 }]);
    expect(nodes[0]).toMatchObject({ kinds: ['VOIDED'], fields: [{ field: 'percent', from: '90%', to: '50%' }] });
    const whole = await between(day('2025-09-30'));
    expect(whole.counts).toContainEqual({ kind: 'REPORTED', count: 1 });
  });

  it('goes on from the cursor that an earlier answer ended with', async () => {
    expect(beforeAnything).toBe('');
    const first = await between({ cursor: beforeAnything });
    expect([first.totalCount, first.counts[0]]).toEqual([3, { kind: 'MADE', count: 3 }]);
    await send('startWork', { commitmentId: id['S-03'] });
    const next = await between({ cursor: first.to.cursor });
    expect(next.nodes).toMatchObject([
      {
        commitment: { reference: 'S-03' },
        kinds: ['STARTED'],
        fields: [{ field: 'state', from: 'AGREED', to: 'IN_PROGRESS' }],
      },
    ]);
    expect(await between({ instant: '2025-01-01T00:00:00Z' }, { cursor: first.to.cursor })).toMatchObject({
      counts: first.counts,
    });
  });

  it('is narrowed down by kinds and by commitments, and counted so', async () => {
    const moved = await between(day('2025-09-01'), undefined, { filter: { kinds: ['MOVED', 'MADE'] } });
    expect(moved.counts).toEqual([
      { kind: 'MADE', count: 3 },
      { kind: 'MOVED', count: 1 },
    ]);
    const onlyMoved = await between(day('2025-09-01'), undefined, { filter: { kinds: ['MOVED'] } });
    expect([onlyMoved.totalCount, onlyMoved.nodes.map(({ commitment }) => commitment.reference)]).toEqual([
      1,
      ['S-01'],
    ]);
    const own = await between(day('2025-09-01'), undefined, { filter: { commitment: { reference: ['S-02'] } } });
    expect([own.totalCount, own.counts]).toEqual([
      1,
      [
        { kind: 'MADE', count: 1 },
        { kind: 'REPORTED', count: 1 },
        { kind: 'VOIDED', count: 1 },
      ],
    ]);
  });

  it('comes page by page', async () => {
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Changes = await between(day('2025-09-01'), day('2025-12-31'), { first: 1, after });
      seen.push(...page.nodes.map(({ commitment }) => commitment.reference));
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect(seen).toEqual(['S-02', 'S-01', 'S-03']);
  });

  it.each<[string, object, string]>([
    ['ends of two kinds', { from: day('2025-09-01'), to: { cursor: '' } }, 'Give both ends as days, or neither'],
    ['an end in two ways', { from: { day: '2025-09-01', cursor: '' } }, 'Say "from" in one way'],
    ['an end in no way', { from: {} }, 'Say "from" in one way'],
    ['ends the wrong way round', { from: day('2025-10-01'), to: day('2025-09-01') }, '"from" lies after "to"'],
    ['a cursor that names nothing', { from: { cursor: 'WyJ4Il0' } }, 'The cursor in "from" names no entry'],
    ['a page behind nothing', { from: day('2025-09-01'), after: 'WyJ4Il0' }, 'names no entry between these ends'],
  ])('refuses %s in a sentence', async (_, variables, sentence) => {
    const { errors } = await ask(variables);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'INVALID' } });
    expect(errors?.[0]?.message).toContain(sentence);
  });

  describe('between meetings', () => {
    let meetingId: string;
    let body: string;

    beforeAll(async () => {
      body = (await send('establishBody', { name: 'Committee', kind: 'COMMITTEE', ...on('2025-09-01') }, 'body')).id;
      meetingId = (await send('scheduleMeeting', { bodyId: body, on: '2025-12-16' }, 'meeting')).id;
      await send('openReporting', { meetingId, closesOn: '2025-12-09', ...on('2025-12-03') }, 'meeting');
      await send('reportProgress', { commitmentId: id['S-01'], summary: 'On course' });
    });

    const sinceLast = async () => {
      const query = `query ($body: ID!) { changesSinceLastMeeting(bodyId: $body) {
        counts { kind count } nodes { commitment { reference } kinds } } }`;
      return tracker.ask(query, { body });
    };

    it('has no end where no meeting is over, or is not on record', async () => {
      expect((await ask({ from: { meetingId } })).errors?.[0]?.message).toContain('is still open');
      expect((await sinceLast()).errors?.[0]?.message).toContain('No meeting of this body is over yet');
      const unknown = await ask({ from: { meetingId: id['S-01'] } });
      expect(unknown.errors?.[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    });

    it('says of what no update was received, and goes on behind the closing', async () => {
      const { to: opened } = await between({ cursor: '' });
      await send('closeReporting', { meetingId }, 'meeting');
      const closed = await between({ cursor: opened.cursor }, { meetingId });
      expect(closed.counts).toEqual([{ kind: 'NO_UPDATE_RECEIVED', count: 2 }]);
      expect(closed.nodes).toMatchObject([
        { kinds: ['NO_UPDATE_RECEIVED'], fields: [], entryCount: 1, entries: [{ type: 'ReportingClosed' }] },
        { kinds: ['NO_UPDATE_RECEIVED'] },
      ]);
      expect(closed.totalCount).toBe(2);
      const pages: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page: Changes = await between({ cursor: opened.cursor }, { meetingId }, { first: 1, after });
        pages.push(...page.nodes.map(({ commitment }) => commitment.reference));
        [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
      }
      expect(pages).toEqual(closed.nodes.map(({ commitment }) => commitment.reference));
      const filter = { kinds: ['NO_UPDATE_RECEIVED'], commitment: { reference: ['S-02', 'S-01'] } };
      const own = await between(day('2025-09-01'), undefined, { filter });
      expect([own.totalCount, own.counts]).toEqual([1, [{ kind: 'NO_UPDATE_RECEIVED', count: 1 }]]);

      await send('assessRating', { commitmentId: id['S-02'], rating: 'AMBER', assessor: 'BOARD', reason: 'Late' });
      expect((await sinceLast()).data?.['changesSinceLastMeeting']).toEqual({
        counts: [{ kind: 'RATED', count: 1 }],
        nodes: [{ commitment: { reference: 'S-02' }, kinds: ['RATED'] }],
      });
    });

    it('is drawn by the days on which a body meets', async () => {
      const line = (more: string) =>
        tracker.ask(
          `{ statusOverTime(every: MEETING, groupBy: [], from: "2025-09-01" ${more}) { day counts { count } } }`,
        );
      expect((await line(`bodyId: "${body}"`)).data?.['statusOverTime']).toEqual([
        { day: '2025-12-16', counts: [{ count: 3 }] },
      ]);
      expect((await line('')).errors?.[0]?.message).toContain('Say whose meetings you mean');
    });

    it('ends a meeting without a cycle with its day: what is added later, or still to come, moves no end', async () => {
      const today = dayAt(new Date(), 'Europe/London');
      const name = 'Executive Board';
      body = (await send('establishBody', { name, kind: 'BOARD', ...on('2025-09-01') }, 'body')).id;
      const held = (await send('scheduleMeeting', { bodyId: body, on: '2025-12-17' }, 'meeting')).id;
      await send('assessRating', { commitmentId: id['S-03'], rating: 'RED', assessor: 'BOARD', reason: 'Late' });
      await send('receivePaper', { meetingId: held, title: 'Minutes' }, 'meeting');
      const coming = (await send('scheduleMeeting', { bodyId: body, on: today }, 'meeting')).id;
      expect((await sinceLast()).data?.['changesSinceLastMeeting']).toEqual({
        counts: [{ kind: 'RATED', count: 1 }],
        nodes: [{ commitment: { reference: 'S-03' }, kinds: ['RATED'] }],
      });
      expect((await between({ meetingId: held }, { meetingId: coming })).totalCount).toBe(1);
      expect((await between({ meetingId: coming })).totalCount).toBe(0);
    });
  });

  it('is drawn over time, each point as a summary as of that day', async () => {
    const line = `{ statusOverTime(every: MONTH, groupBy: [STATE, AUDIENCE], from: "2025-08-01", to: "2025-12-31") {
      day counts { state audience count } } }`;
    const { data, errors } = await tracker.ask(line);
    expect(errors).toBeUndefined();
    const points = data?.['statusOverTime'] as { day: string; counts: unknown[] }[];
    expect(points.map((point) => point.day)).toEqual([
      '2025-08-31',
      '2025-09-30',
      '2025-10-31',
      '2025-11-30',
      '2025-12-31',
    ]);
    for (const { day, counts } of points) {
      const summary = await tracker.ask(
        `{ statusSummary(groupBy: [STATE, AUDIENCE], asOf: "${day}") { state audience count } }`,
      );
      expect([day, counts]).toEqual([day, summary.data?.['statusSummary']]);
    }
    expect(points[1]?.counts).toEqual([{ state: 'AGREED', audience: 'care leavers', count: 3 }]);
  });

  it('is drawn on Sundays, only as the council had been told', async () => {
    const line = `{ statusOverTime(every: WEEK, groupBy: [], from: "2025-09-01", to: "2025-09-21", toldBy: "2025-09-14") {
      day counts { count } } }`;
    expect((await tracker.ask(line)).data?.['statusOverTime']).toEqual([
      { day: '2025-09-07', counts: [{ count: 3 }] },
      { day: '2025-09-14', counts: [{ count: 3 }] },
    ]);
  });

  it.each([
    ['from: "2025-09-02", to: "2025-09-01"', '"from" lies after "to"'],
    ['from: "1990-01-01"', 'At most 530 points'],
  ])('draws no line %s', async (times, sentence) => {
    const { errors } = await tracker.ask(`{ statusOverTime(every: WEEK, groupBy: [STATE], ${times}) { day } }`);
    expect(errors?.[0]?.message).toContain(sentence);
  });
});
