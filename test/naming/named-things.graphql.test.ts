import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTracker, type Tracker } from '../support/tracker.js';

let tracker: Tracker;
beforeAll(async () => (tracker = await startTracker()));
afterAll(() => tracker.stop());

/** Sends a mutation and answers its payload. */
const send = async (mutation: string, input: object, selection = '') => {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  const { data, errors } = await tracker.ask(
    `mutation ($input: ${type}Input!) { ${mutation}(input: $input) {
       version position events { type } userErrors { code field message } ${selection}
     } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data?.[mutation] as Record<string, unknown> & { userErrors: unknown[] };
};

const told = (day: string) => ({ occurredOn: { earliest: day, latest: day }, statedOn: day });

describe('a programme', () => {
  let id: unknown;

  it('is named, renamed, reported on and answered in the mutation itself', async () => {
    const named = await send(
      'nameProgramme',
      { name: 'Pen picture profile project', aliases: ['Pen pictures'], kind: 'Project', told: told('2025-09-02') },
      'programme { id name }',
    );
    expect(named).toMatchObject({ version: 1, events: [{ type: 'ProgrammeNamed' }], userErrors: [] });
    id = (named['programme'] as { id: string }).id;

    await send('reportActivity', { programmeId: id, summary: 'A workshop was held.', told: told('2025-11-12') });
    const renaming = {
      programmeId: id,
      name: 'Pen profile campaign',
      oldNameStaysAlias: true,
      told: told('2025-12-02'),
    };
    expect(await send('renameProgramme', renaming, 'programme { name version }')).toMatchObject({
      programme: { name: 'Pen profile campaign', version: 3 },
    });
  });

  it.each(['pen picture', 'Pen Profile', 'pictures'])('is found under each of its names: %s', async (text) => {
    const { data } = await tracker.ask(
      `query ($text: String) { programmes(text: $text) { totalCount nodes {
         id name aliases { name from } kind latestActivity { summary effectiveDay statedBy { role name } }
         activities { totalCount edges { cursor node { summary } } pageInfo { hasNextPage } }
       } } }`,
      { text },
    );
    expect(data?.['programmes']).toEqual({
      totalCount: 1,
      nodes: [
        {
          id,
          name: 'Pen profile campaign',
          aliases: [
            { name: 'Pen pictures', from: '2025-09-02' },
            { name: 'Pen picture profile project', from: '2025-09-02' },
          ],
          kind: 'Project',
          latestActivity: {
            summary: 'A workshop was held.',
            effectiveDay: '2025-11-12',
            statedBy: { role: 'governance', name: 'A governance' },
          },
          activities: {
            totalCount: 1,
            edges: [{ cursor: expect.any(String), node: { summary: 'A workshop was held.' } }],
            pageInfo: { hasNextPage: false },
          },
        },
      ],
    });
  });

  it('shows who reported an activity by name to governance and auditors only', async () => {
    const ask = `{ programmes { nodes { latestActivity { statedBy { role name } recordedBy { name } } } } }`;
    const shown = async (role: 'lead' | 'auditor') => {
      const { data } = await tracker.ask(ask, {}, role);
      return (data?.['programmes'] as { nodes: { latestActivity: object }[] }).nodes[0]?.latestActivity;
    };
    expect(await shown('lead')).toEqual({ statedBy: { role: 'governance', name: null }, recordedBy: { name: null } });
    expect(await shown('auditor')).toMatchObject({ recordedBy: { name: 'A governance' } });
  });

  it('is asked for as it was', async () => {
    const answer = await tracker.ask(
      `query ($id: ID) {
         before: programme(id: $id, asOf: "2025-09-01") { name }
         then: programme(id: $id, asOf: "2025-10-01") { name aliases { name } activities { totalCount } version }
         later: programme(name: "pen picture profile project", toldBy: "2025-11-30") { name activities { nodes { summary } } }
         now: programme(name: "PEN PICTURES") { name }
       }`,
      { id },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      before: null,
      then: {
        name: 'Pen picture profile project',
        aliases: [{ name: 'Pen pictures' }],
        activities: { totalCount: 0 },
        version: 1,
      },
      later: { name: 'Pen picture profile project', activities: { nodes: [{ summary: 'A workshop was held.' }] } },
      now: { name: 'Pen profile campaign' },
    });
  });

  it('has a history that says how its names changed', async () => {
    const { data, errors } = await tracker.ask(
      `query ($id: ID) { programme(id: $id) { history { nodes { type effectiveDay changes { field from to } } } } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    const { nodes } = (data?.['programme'] as { history: { nodes: object[] } }).history;
    expect(nodes).toContainEqual({
      type: 'ProgrammeRenamed',
      effectiveDay: '2025-12-02',
      changes: [
        { field: 'name', from: 'Pen picture profile project', to: 'Pen profile campaign' },
        { field: 'aliases', from: 'Pen pictures', to: 'Pen pictures, Pen picture profile project' },
      ],
    });
  });

  it('is refused under a name that another goes by, with the field at fault', async () => {
    expect(await send('nameProgramme', { name: 'Profiles', aliases: ['pen PROFILE campaign'] })).toMatchObject({
      version: null,
      events: [],
      userErrors: [{ code: 'RULE', field: 'aliases.0', message: expect.stringMatching(/Another programme already/) }],
    });
  });

  it('is asked for by its id or by a name, not by both and not by neither', async () => {
    for (const args of ['', '(id: "a", name: "b")']) {
      const { errors } = await tracker.ask(`{ programme${args} { id } }`);
      expect(errors?.[0]?.message).toBe('Say which one you mean: by its id or by its name, not both.');
    }
  });
});

describe('a workstream', () => {
  it('answers who leads it now, who covers and who led it then', async () => {
    const { workstream } = await send(
      'establishWorkstream',
      { name: 'Good homes', told: told('2025-01-01') },
      'workstream { id }',
    );
    const { id } = workstream as { id: string };
    const housing = { name: 'Housing Options', kind: 'TEAM' };
    await send('appointWorkstreamLead', { workstreamId: id, lead: housing, told: told('2025-02-01') });
    await send('appointWorkstreamLead', { workstreamId: id, lead: null, from: '2025-10-01', told: told('2025-09-01') });
    const { data } = await tracker.ask(
      `query ($id: ID) {
         now: workstream(id: $id) { name lead { lead { name kind } from } covers { from } appointments { lead { name } cover } }
         then: workstream(id: $id, asOf: "2025-09-30") { lead { lead { name kind } from until } }
       }`,
      { id },
    );
    expect(data).toEqual({
      now: {
        name: 'Good homes',
        lead: { lead: null, from: '2025-10-01' },
        covers: [],
        appointments: [
          { lead: { name: 'Housing Options' }, cover: false },
          { lead: null, cover: false },
        ],
      },
      then: { lead: { lead: housing, from: '2025-02-01', until: null } },
    });
  });

  it('is among those the caller works in, by name', async () => {
    const { data } = await tracker.ask('{ workstreams { nodes { id } } }');
    const [node] = (data?.['workstreams'] as { nodes: { id: string }[] }).nodes;
    const answer = await tracker.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        authorization: `Bearer ${await tracker.token('lead', 'lead', { workstreams: [node?.id, 'unknown'] })}`,
        'content-type': 'application/json',
      },
      payload: JSON.stringify({ query: '{ me { worksIn { name } mayDo } }' }),
    });
    expect(answer.json()).toMatchObject({ data: { me: { worksIn: [{ name: 'Good homes' }] } } });
    const { mayDo } = answer.json<{ data: { me: { mayDo: string[] } } }>().data.me;
    expect(mayDo).toContain('reportActivity');
    expect(mayDo).not.toContain('nameProgramme');
  });
});

describe('a body', () => {
  it('says whether it answers for anything, and is closed in the end', async () => {
    const { body } = await send(
      'establishBody',
      { name: 'My Voice', kind: 'Young people’s group' },
      'body { id isAnswerable }',
    );
    expect(body).toMatchObject({ isAnswerable: false });
    const { id } = body as { id: string };
    const again = await send('addBodyAlias', { bodyId: id, alias: 'MV', expectedVersion: 7 });
    expect(again.userErrors).toMatchObject([{ code: 'CONFLICT', field: 'expectedVersion' }]);
    expect(await send('closeBody', { bodyId: id }, 'body { isClosed }')).toMatchObject({ body: { isClosed: true } });
    const { data } = await tracker.ask(
      '{ bodies { totalCount } all: bodies(includeClosed: true) { nodes { name closedOn } } }',
    );
    expect(data).toEqual({
      bodies: { totalCount: 0 },
      all: { nodes: [{ name: 'My Voice', closedOn: expect.stringMatching(/^\d{4}-/) }] },
    });
  });
});
