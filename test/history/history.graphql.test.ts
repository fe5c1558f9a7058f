import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isUnionType, type GraphQLObjectType } from 'graphql';
import { Reads } from '../../src/event-sourcing/reads.js';
import type { Role, Sender } from '../../src/event-sourcing/messages.js';
import type { GraphqlContext } from '../../src/graphql/context.js';
import type { Activity } from '../../src/history/activity.queries.js';
import { ActivityResolver } from '../../src/history/activity.resolver.js';
import { projections } from '../../src/projections.js';
import { contract } from '../support/contract.js';
import { gail } from '../support/senders.js';
import { startTracker, type Tracker } from '../support/tracker.js';

describe('what an entry says', () => {
  it('has a type in the contract for every event that says something', async () => {
    const schema = await contract();
    const detail = schema.getType('EntryDetail');
    const types = (isUnionType(detail) ? detail.getTypes() : []).map(({ name }) => name);
    const known = new Set(
      (schema.getType('EntryType') as { getValues?: () => { name: string }[] }).getValues?.().map(({ name }) => name),
    );
    const events = projections.flatMap(({ apply, words }) => [
      ...Object.keys(apply as object),
      ...Object.keys(words as object),
    ]);
    expect([...events, ...types].filter((type) => !known.has(type))).toEqual([]);
    // Nothing is said beyond the type by these.
    const silent = [...new Set(events)].filter((type) => !types.includes(type));
    expect(silent.sort()).toEqual(['BodyClosed', 'PlanClosed', 'ProgrammeClosed', 'WorkStarted', 'WorkstreamClosed']);
  });

  it('can be asked of all types at once: a field has one type, whatever entry it is of', async () => {
    const detail = (await contract()).getType('EntryDetail');
    const types = new Map<string, Set<string>>();
    for (const type of isUnionType(detail) ? detail.getTypes() : ([] as GraphQLObjectType[])) {
      for (const { name, type: of } of Object.values(type.getFields())) {
        types.set(name, (types.get(name) ?? new Set()).add(String(of)));
      }
    }
    expect([...types].filter(([, of]) => of.size > 1)).toEqual([]);
    expect(types.size).toBeGreaterThan(40);
  });
});

describe('history through GraphQL', () => {
  let tracker: Tracker;
  let id: string;

  type Payload = Record<string, { id: string } | null> & { events: { id: string }[]; userErrors: unknown[] };
  const send = async (name: string, input: object, role?: Role, thing = 'commitment'): Promise<Payload> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const selection = `{ ${thing} { id } events { id } userErrors { code field message } }`;
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) ${selection} }`;
    return (await tracker.ask(query, { input }, role)).data?.[name] as Payload;
  };
  const HISTORY = `query ($id: ID, $asOf: Day, $toldBy: Day) { commitment(id: $id, asOf: $asOf, toldBy: $toldBy) {
    state target { asWritten } latestUpdate { summary }
    history { totalCount nodes { id type isVoided isErased voidedBy { entryId reason } changes { field from to }
      detail { __typename
        ... on CommitmentMade { title target { asWritten } }
        ... on ProgressReported { summary percent }
        ... on TargetMoved { previousTarget { asWritten } target { asWritten } allowedBy { name } } } } } } }`;
  const ask = async (variables: object = {}) =>
    (await tracker.ask(HISTORY, { id, ...variables })).data?.['commitment'] as {
      state: string;
      history: { totalCount: number; nodes: Record<string, unknown>[] };
    } & Record<string, unknown>;
  const on = (day: string) => ({ told: { statedOn: day, occurredOn: { earliest: day, latest: day } } });

  beforeAll(async () => {
    tracker = await startTracker();
    const terms = { title: 'Launch the packs', audiences: ['care leavers'], initialState: 'AGREED' };
    const made = await send('makeCommitment', { ...terms, target: { asWritten: 'January 2026' }, ...on('2025-09-02') });
    id = made['commitment']!.id;
    await send('reportProgress', { commitmentId: id, summary: 'Half of it', percent: 50, ...on('2025-12-02') });
    await send('startWork', { commitmentId: id, ...on('2025-10-01') });
    await send('moveTarget', {
      commitmentId: id,
      target: { asWritten: 'March 2026' },
      reason: 'Late',
      allowedBy: { kind: 'BODY', name: 'Executive Board' },
      ...on('2025-12-03'),
    });
  });
  afterAll(() => tracker.stop());

  it('answers typed entries, also when the query was compiled', async () => {
    for (const asOf of ['2026-01-01', '2026-01-02', null]) {
      const { history } = await ask({ asOf });
      expect(history.nodes.map(({ type, detail }) => [type, detail])).toEqual([
        [
          'CommitmentMade',
          { __typename: 'CommitmentMade', title: 'Launch the packs', target: { asWritten: 'January 2026' } },
        ],
        ['WorkStarted', null],
        ['ProgressReported', { __typename: 'ProgressReported', summary: 'Half of it', percent: 50 }],
        [
          'TargetMoved',
          {
            __typename: 'TargetMoved',
            previousTarget: { asWritten: 'January 2026' },
            target: { asWritten: 'March 2026' },
            allowedBy: { name: 'Executive Board' },
          },
        ],
      ]);
    }
  });

  it('is asked at the times at which the commitment itself is', async () => {
    const { state, target, latestUpdate, history } = await ask({ asOf: '2025-10-15' });
    expect([state, target, latestUpdate, history.totalCount]).toEqual([
      'IN_PROGRESS',
      { asWritten: 'January 2026' },
      null,
      2,
    ]);
    expect((await ask({ toldBy: '2025-09-30' })).state).toBe('AGREED');
    expect(await ask({ asOf: '2025-09-01' })).toBeNull();
  });

  it('keeps what was voided or erased, and says so', async () => {
    const mistake = await send('reportProgress', { commitmentId: id, summary: 'A secret', percent: 90 });
    const entryId = mistake.events[0]!.id;
    expect(await send('voidEntry', { entryId, reason: 'Wrong commitment' }, undefined, 'node')).toMatchObject({
      node: { id },
      userErrors: [],
    });
    expect(await send('eraseWords', { entryId, requestRef: 'DP-7' }, 'data-protection', 'node')).toMatchObject({
      node: { id },
      userErrors: [],
    });
    const { latestUpdate, history } = await ask();
    expect(latestUpdate).toEqual({ summary: 'Half of it' });
    expect(history.nodes.find((entry) => entry['id'] === entryId)).toMatchObject({
      isVoided: true,
      isErased: true,
      changes: [],
      voidedBy: { reason: 'Wrong commitment' },
      detail: { summary: null, percent: 90 },
    });
    const { data } = await tracker.ask('query ($id: ID!) { entry(id: $id) { type thing thingId isVoided } }', {
      id: entryId,
    });
    expect(data?.['entry']).toEqual({ type: 'ProgressReported', thing: 'COMMITMENT', thingId: id, isVoided: true });
  });

  describe('as it happens', () => {
    const subscribed = (sender: Sender = gail) => ({ sender }) as GraphqlContext;
    const take = async (activities: AsyncIterator<Activity>, count: number) => {
      const taken: Activity[] = [];
      while (taken.length < count) taken.push((await activities.next()).value as Activity);
      return taken;
    };

    it('is told from a cursor on, then live, each entry once and with its commitment', async () => {
      const resolver = tracker.app.get(ActivityResolver);
      const first = resolver.commitmentChanged(id, '', subscribed());
      const [made, reported] = await take(first, 2);
      expect([made!.entry.type, reported!.entry.type, made!.commitment?.id]).toEqual([
        'CommitmentMade',
        'ProgressReported',
        id,
      ]);
      await first.return?.();

      const rest = resolver.commitmentChanged(id, reported!.cursor, subscribed());
      const before = await take(rest, 2);
      expect(before.map(({ entry }) => entry.type)).toEqual(['WorkStarted', 'TargetMoved']);
      const known = tracker.app.get(Reads).now('2026-01-01').prepare('select count(*) as n from entries').get()![
        'n'
      ] as number;
      await take(rest, known - 4);
      const next = take(rest, 1);
      await send('reportProgress', { commitmentId: id, summary: 'All of it' });
      const [live] = await next;
      expect([live!.entry.type, live!.commitment?.latestUpdate?.summary]).toEqual(['ProgressReported', 'All of it']);
      await rest.return?.();
    });

    it('is told as it is filtered, of everything', async () => {
      const resolver = tracker.app.get(ActivityResolver);
      const programmes = resolver.activity({ things: ['PROGRAMME'] }, null, subscribed());
      const packs = resolver.activity(
        { types: ['ProgressReported'], commitment: { text: 'packs' } },
        null,
        subscribed(),
      );
      const [programme, pack] = [take(programmes, 1), take(packs, 1)];
      const other = await send('makeCommitment', { title: 'Charter', audiences: ['all'], initialState: 'AGREED' });
      await send('reportProgress', { commitmentId: other['commitment']!.id, summary: 'Not this' });
      await send('nameProgramme', { name: 'Local offer' }, undefined, 'programme');
      await send('reportProgress', { commitmentId: id, summary: 'But this' });
      expect((await programme)[0]).toMatchObject({ entry: { type: 'ProgrammeNamed' }, commitment: null });
      expect((await pack)[0]?.entry.detail).toMatchObject({ summary: 'But this' });
      await Promise.all([programmes.return?.(), packs.return?.()]);
    });

    it('is not told of a commitment that is not on record', () => {
      const changes = () => tracker.app.get(ActivityResolver).commitmentChanged(randomUUID(), null, subscribed());
      expect(changes).toThrow('There is no such commitment.');
    });

    it('refuses a cursor that names no entry', async () => {
      const activities = tracker.app.get(ActivityResolver).activity(null, 'WyJ4Il0', subscribed());
      await expect(activities.next()).rejects.toThrow('names no entry of the record');
    });
  });
});
