import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { commitmentsFile } from '../../src/exports/exports.commitments.js';
import { FILES } from '../../src/exports/exports.list.js';
import { parameterNames } from '../../src/exports/exports.parameters.js';
import { startTracker, type Tracker } from '../support/tracker.js';

const { columns: COLUMNS } = commitmentsFile;

let tracker: Tracker;

const told = (day: string) => ({
  occurredOn: { earliest: day, latest: day },
  statedOn: day,
  source: { paper: 'Plan', locator: 'line 7' },
});

/** What mutations answer, where that is not the commitment. */
const THINGS: Readonly<Record<string, string>> = {
  adoptPlan: 'plan',
  establishWorkstream: 'workstream',
  establishBody: 'body',
  scheduleMeeting: 'meeting',
  openReporting: 'meeting',
  closeReporting: 'meeting',
  recordDecision: 'meeting',
};

const send = async (mutation: string, input: object): Promise<string> => {
  const thing = THINGS[mutation] ?? 'commitment';
  const { data, errors } = await tracker.ask(
    `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) {
       ${mutation}(input: $input) { ${thing} { id } userErrors { message } }
     }`,
    { input },
  );
  expect(errors).toBeUndefined();
  const payload = data?.[mutation] as { userErrors: object[]; [thing: string]: unknown };
  expect(payload.userErrors).toEqual([]);
  return (payload[thing] as { id: string }).id;
};

const get = async (path: string, headers: Record<string, string> = {}) =>
  tracker.app.inject({
    method: 'GET',
    url: `/exports/${path}`,
    headers: { authorization: `Bearer ${await tracker.token('dashboard')}`, ...headers },
  });

type Row = Record<string, unknown>;
const rows = async (query = ''): Promise<Row[]> => (await get(`commitments.json${query}`)).json<Row[]>();
const references = async (query: string) => (await rows(query)).map(({ reference }) => reference);

let workstream: string;

beforeAll(async () => {
  tracker = await startTracker();
  const plan = await send('adoptPlan', {
    title: 'Improvement Plan',
    version: '1',
    adoptedBy: { kind: 'BODY', name: 'Committee' },
    told: told('2025-09-01'),
  });
  workstream = await send('establishWorkstream', { name: 'Good homes, for all', told: told('2025-09-01') });
  const shared = { audiences: ['Care leavers'], planId: plan };
  const packs = await send('makeCommitment', {
    ...shared,
    reference: 'S-01',
    title: '=Independence “packs”',
    workstreamId: workstream,
    lead: { name: 'Housing Options', kind: 'TEAM' },
    contributors: [
      { name: 'Health, North', kind: 'PARTNER' },
      { name: 'Ambassadors', kind: 'TEAM' },
    ],
    target: { asWritten: 'October 2025' },
    places: ['Crewe'],
    initialState: 'AGREED',
    told: told('2025-09-02'),
  });
  await send('makeCommitment', {
    ...shared,
    reference: 'S-02',
    title: 'A video',
    initialState: 'COMPLETED',
    told: told('2025-12-02'),
  });
  await send('makeCommitment', {
    ...shared,
    reference: 'S-10',
    title: 'Survey',
    initialState: 'AGREED',
    told: told('2025-09-02'),
  });
  await send('reportProgress', {
    commitmentId: packs,
    summary: 'Two packs written.\nMore follow.',
    percent: 40,
    told: told('2025-11-12'),
  });
});
afterAll(() => tracker.stop());

describe('the JSON export', () => {
  it('holds one flat object for each commitment, by reference', async () => {
    const all = await rows();
    expect(all.map(({ reference }) => reference)).toEqual(['S-01', 'S-02', 'S-10']);
    expect(all[0]).toMatchObject({
      title: '=Independence “packs”',
      state: 'AGREED',
      targetAsWritten: 'October 2025',
      targetEarliest: '2025-10-01',
      targetLatest: '2025-10-31',
      overdue: true,
      lead: 'Housing Options',
      contributors: 'Health, North; Ambassadors',
      audiences: 'Care leavers',
      plan: 'Improvement Plan',
      workstream: 'Good homes, for all',
      programme: null,
      update: 'Two packs written.\nMore follow.',
      updateOn: '2025-11-12',
      percent: 40,
      rating: null,
      awaitingSignOff: false,
      statedOn: '2025-09-02',
      sourcePaper: 'Plan',
      sourceLocator: 'line 7',
    });
    expect(all[1]).toMatchObject({ firstSeenComplete: true, awaitingSignOff: true });
    for (const row of all) expect(Object.keys(row)).toEqual(COLUMNS.map(({ key }) => key));
  });

  it('is an empty array when nothing is found', async () => expect(await rows('?text=nowhere')).toEqual([]));
});

describe('the CSV export', () => {
  it('is for people: headings, yes and no, a byte order mark, and no cell that runs as a formula', async () => {
    const { body, headers } = await get('commitments.csv');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': expect.stringMatching(/^attachment; filename="commitments-\d{4}-\d\d-\d\d\.csv"$/),
    });
    expect(body.charCodeAt(0)).toBe(0xfeff);
    const [first] = parse<Record<string, string>>(body, { bom: true, columns: true });
    expect(first).toMatchObject({
      Reference: 'S-01',
      Title: "'=Independence “packs”",
      Overdue: 'yes',
      'Target as written': 'October 2025',
      'Latest update': 'Two packs written.\nMore follow.',
      'Awaiting sign-off': 'no',
      Programme: '',
    });
  });

  it('is raw for programs', async () => {
    const { body } = await get('commitments.csv?for=machine');
    expect(body.startsWith('reference,title,state,')).toBe(true);
    const [first] = parse<Record<string, string>>(body, { columns: true });
    expect(first).toMatchObject({ title: '=Independence “packs”', overdue: 'true', percent: '40' });
  });

  it('has its headings also when nothing is found', async () => {
    const { body } = await get('commitments.csv?text=nowhere&for=machine');
    expect(body).toBe(`${COLUMNS.map(({ key }) => key).join(',')}\r\n`);
  });
});

describe('the parameters of an export', () => {
  it.each([
    ['?state=COMPLETED,CLOSED', ['S-02']],
    ['?state=COMPLETED&state=AGREED', ['S-01', 'S-02', 'S-10']],
    ['?overdue=true', ['S-01']],
    ['?overdue=false&undated=true', ['S-02', 'S-10']],
    ['?text=pack', ['S-01']],
    ['?reference=s-02,S-10', ['S-02', 'S-10']],
    ['?contributor=Health,%20North', ['S-01']],
    ['?lead=nobody&lead=housing%20options', ['S-01']],
    ['?without=WORKSTREAM', ['S-02', 'S-10']],
    ['?dueFrom=2025-10-01&dueTo=2025-11-01', ['S-01']],
    ['?awaitingSignOff=true', ['S-02']],
    ['?asOf=2025-09-01', []],
    ['?toldBy=2025-10-01', ['S-01', 'S-10']],
    ['?knownAt=2020-01-01T00:00:00Z', []],
  ])('narrow it as the filter of GraphQL does: %s', async (query, expected) =>
    expect(await references(query)).toEqual(expected),
  );

  it('narrow it to what no update was received on', async () => {
    const body = await send('establishBody', { name: 'Committee', kind: 'COMMITTEE', told: told('2025-09-01') });
    const meeting = await send('scheduleMeeting', { bodyId: body, on: '2025-12-02', told: told('2025-09-01') });
    await send('openReporting', { meetingId: meeting, closesOn: '2025-11-24', told: told('2025-09-10') });
    await send('closeReporting', { meetingId: meeting, told: told('2025-11-24') });
    expect(await references(`?noUpdateMeeting=${meeting}`)).toEqual(['S-10']);
    expect(await references(`?noUpdateBody=${body}&noUpdateGrade=DUE,UNDATED`)).toEqual(['S-10']);
    expect(await references(`?noUpdateBody=${body}&noUpdateGrade=DUE`)).toEqual([]);
    expect(await references(`?cyclesWithoutUpdate=1&cyclesBody=${body}`)).toEqual(['S-10']);
    expect(await references(`?cyclesWithoutUpdate=2&cyclesBody=${body}`)).toEqual([]);
  });

  it('narrow it to a workstream by its id', async () =>
    expect(await references(`?workstream=${workstream}`)).toEqual(['S-01']));

  it('lead to a past in which everything is as it was', async () => {
    const [packs] = await rows('?reference=S-01&asOf=2025-10-31');
    expect(packs).toMatchObject({ overdue: false, update: null, updateOn: null, percent: null, daysOpen: 59 });
  });

  it.each([
    ['?sate=AGREED', 'sate', /^There is no parameter "sate"\. Those that there are: id, reference, state,/],
    [
      '?state=AGREED,DONE',
      'state',
      /^The parameter "state" takes PROPOSED, AGREED, .*SUPERSEDED, with commas between\.$/,
    ],
    ['?overdue=yes', 'overdue', /^The parameter "overdue" must be true or false\.$/],
    ['?text=a&text=b', 'text', /^The parameter "text" must be given once\.$/],
    ['?asOf=yesterday', 'asOf', /^The parameter "asOf" is not fit: A day must be a calendar day such as 2025-11-12\.$/],
    ['?knownAt=2025-11-12', 'knownAt', /^The parameter "knownAt" is not fit: An instant must be/],
    ['?ratingAssessor=BOARD', 'ratingAssessor', /goes with "rating"/],
    ['?noUpdateGrade=DUE', 'noUpdateGrade', /goes with "noUpdateMeeting" or "noUpdateBody"/],
    ['?noUpdateMeeting=a&noUpdateBody=b', 'noUpdateBody', /not both/],
    ['?cyclesWithoutUpdate=2', 'cyclesWithoutUpdate', /say whose cycles/],
    ['?cyclesBody=a', 'cyclesBody', /say how many cycles/],
    ['?cyclesWithoutUpdate=0&cyclesBody=a', 'cyclesWithoutUpdate', /must be a whole number, 1 or more/],
    ['?for=nobody', 'for', /^The parameter "for" must be people or machine\.$/],
  ])('are refused with the one at fault: %s', async (query, field, message) => {
    const { statusCode, headers, ...answer } = await get(`commitments.csv${query}`);
    expect(statusCode).toBe(400);
    expect(headers['content-disposition']).toBeUndefined();
    expect(answer.json()).toEqual({
      errors: [{ message: expect.stringMatching(message), extensions: { code: 'INVALID', field } }],
    });
  });

  it('are refused with a type that no entry has', async () => {
    expect((await get('history.csv?types=TargetMoved,EntryVoided')).statusCode).toBe(200);
    const answer = await get('history.csv?types=TargetMoved,Nope');
    expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining('no kind of entry called')]);
  });

  it('are all named when several are at fault', async () => {
    const { errors } = (await get('commitments.csv?overdue=1&undated=2')).json<{ errors: { message: string }[] }>();
    expect(errors[0]?.message).toMatch(/"overdue".*"undated"/);
  });

  it('hold no "for" where there is only one form', async () =>
    expect((await get('commitments.json?for=machine')).statusCode).toBe(400));
});

describe('the page about exports', () => {
  it('explains every parameter and every column of every file', async () => {
    const page = await readFile(new URL('../../../docs/exports.md', import.meta.url), 'utf8');
    const [parameters = '', ...files] = (page.split('## Narrowing it down')[1] ?? '').split('## What the columns of ');
    const explained = [...parameters.matchAll(/^\|(?: `\w+` +\|)? (`[^|]+`) +\|/gm)].flatMap(
      ([, names]) => names?.match(/\w+/g) ?? [],
    );
    const known = FILES.flatMap((file) => parameterNames(file));
    expect([...new Set(explained)].sort()).toEqual([...new Set(known)].sort());
    const rows = files.map((columns) => [
      columns.slice(0, columns.indexOf(' say')),
      [...columns.matchAll(/^\| ([^|]+?) +\| `(\w+)` +\|/gm)].map(([, heading, key]) => [key, heading]),
    ]);
    const columnsOf = ({ columns }: (typeof FILES)[number]) => columns.map(({ key, heading }) => [key, heading]);
    expect(rows).toEqual(FILES.map((file) => [`\`${file.name}\``, columnsOf(file)]));
  });
});

describe('the other files', () => {
  const read = async (path: string) => (await get(path)).json<Row[]>();

  it('tell every entry of a history, voided ones too, without names for a dashboard', async () => {
    const all = await read('history.json?reference=S-01');
    expect(all.map(({ type, day }) => [type, day])).toEqual([
      ['CommitmentMade', '2025-09-02'],
      ['ProgressReported', '2025-11-12'],
    ]);
    expect(all[1]).toMatchObject({
      reference: 'S-01',
      sourcePaper: 'Plan',
      detail: JSON.stringify({ summary: 'Two packs written.\nMore follow.', percent: 40 }),
      statedByRole: 'governance',
      statedByName: null,
      isVoided: false,
      version: 2,
    });
    expect(all[1]?.['changes']).toBe('percent: nothing → 40%');
    expect((await read('history.json?types=ProgressReported')).map(({ reference }) => reference)).toEqual(['S-01']);
    expect(await read('history.json?since=2026-01-01')).toEqual([]);
    const auditor = { authorization: `Bearer ${await tracker.token('auditor')}` };
    expect((await get('history.json?reference=S-01', auditor)).json<Row[]>()[1]).toMatchObject({
      statedByName: 'A governance',
    });
  });

  it('tell what the standing questions find, all of them or those that are named', async () => {
    const all = await read('audit.json');
    expect(new Set(all.map(({ question }) => question))).toEqual(
      new Set(['UNDATED', 'UPDATED_BY_ANOTHER', 'NO_LEAD', 'RECORDED_LATE']),
    );
    const some = await read('audit.json?question=UNDATED,VOIDED');
    expect(some.map(({ question, reference, sentence }) => [question, reference, sentence])).toEqual([
      ['UNDATED', 'S-02', 'Made on 2 December 2025 without a day.'],
      ['UNDATED', 'S-10', 'Made on 2 September 2025 without a day.'],
    ]);
    expect(await read('audit.json?question=UNDATED&to=2025-11-30&state=AGREED')).toMatchObject([{ reference: 'S-10' }]);
    const refused = (await get('audit.csv?question=WHO')).json<{ errors: { message: string }[] }>();
    expect(refused.errors[0]?.message).toMatch(/^The parameter "question" takes SIGNED_OFF_BY_SAME_TEAM, /);
  });

  it('tell of dates that did not stay, in one sentence each', async () => {
    expect(await read('slippage.json')).toEqual([]);
    const commitmentId = (await rows('?reference=S-01'))[0]?.['id'];
    const printed = { commitmentId, target: { asWritten: 'March 2026' }, told: told('2025-12-02') };
    await send('restateTarget', printed);
    const { body } = await get('slippage.csv');
    expect(parse<Record<string, string>>(body, { bom: true, columns: true })).toMatchObject([
      {
        Reference: 'S-01',
        'Times moved': '0',
        'Times printed differently': '1',
        'In one sentence':
          'Promised on 2 September 2025; due October 2025; “Plan” prints March 2026, though nobody moved the date.',
      },
    ]);
  });

  it('tell what was decided, with the names of what it affects', async () => {
    const bodyId = await send('establishBody', { name: 'Executive Board', kind: 'BOARD', told: told('2025-09-01') });
    const meetingId = await send('scheduleMeeting', { bodyId, on: '2025-12-02', told: told('2025-12-02') });
    const commitmentId = (await rows('?reference=S-01'))[0]?.['id'];
    const minute = { municipalYear: '2025/26', number: 21 };
    const decided = { meetingId, minute, outcome: 'AGREED', text: 'Go on.', affects: [commitmentId] };
    await send('recordDecision', { ...decided, told: told('2025-12-02') });
    expect(await read('decisions.json?from=2025-12-01')).toMatchObject([
      {
        citedAs: '2025/26, 21',
        body: 'Executive Board',
        meetingOn: '2025-12-02',
        decidedOn: '2025-12-02',
        outcome: 'AGREED',
        text: 'Go on.',
        affects: 'S-01',
        effects: '',
        amendments: 0,
        sourcePaper: 'Plan',
      },
    ]);
    expect(await read('decisions.json?affectsNothing=true')).toEqual([]);
    expect((await get('decisions.csv?state=AGREED')).statusCode).toBe(400);
  });

  it('are not there under any other name', async () =>
    expect(
      await Promise.all(
        ['people.csv', 'commitments.xml', 'commitments'].map(async (path) => (await get(path)).statusCode),
      ),
    ).toEqual([404, 404, 404]));
});

describe('an export that was fetched before', () => {
  it('is not sent again until something is recorded', async () => {
    const { headers } = await get('commitments.csv');
    const etag = headers.etag as string;
    const again = await get('commitments.csv', { 'if-none-match': etag });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);

    await send('establishWorkstream', { name: 'Good health' });
    expect((await get('commitments.csv', { 'if-none-match': etag })).statusCode).toBe(200);
  });

  it('is another file for other parameters, another form and another role', async () => {
    const tags = await Promise.all(
      ['commitments.csv', 'commitments.csv?for=machine', 'commitments.json', 'commitments.csv?overdue=true'].map(
        async (path) => (await get(path)).headers.etag,
      ),
    );
    const auditor = await get('commitments.csv', { authorization: `Bearer ${await tracker.token('auditor')}` });
    expect(new Set([...tags, auditor.headers.etag]).size).toBe(5);
  });
});

describe('the door of the exports', () => {
  it('takes the token as the password of Basic', async () => {
    const basic = Buffer.from(`power-bi:${await tracker.token('dashboard')}`).toString('base64');
    expect((await get('commitments.json', { authorization: `Basic ${basic}` })).statusCode).toBe(200);
  });

  it('is closed without one, and says how to open it', async () => {
    const { statusCode, headers } = await get('commitments.json', { authorization: '' });
    expect(statusCode).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Basic/);
  });

  it('tells a HEAD request what a GET would', async () => {
    const authorization = `Bearer ${await tracker.token('dashboard')}`;
    const head = await tracker.app.inject({
      method: 'HEAD',
      url: '/exports/commitments.csv',
      headers: { authorization },
    });
    expect([head.statusCode, head.body]).toEqual([200, '']);
    expect(head.headers.etag).toBe((await get('commitments.csv')).headers.etag);
  });
});

describe('a large export', () => {
  it('is read page by page and holds every commitment once, whatever is recorded meanwhile', async () => {
    const plan = await send('adoptPlan', {
      title: 'Large plan',
      version: '1',
      adoptedBy: { kind: 'BODY', name: 'Committee' },
    });
    const expected = Array.from({ length: 250 }, (_, n) => `L-${n + 1}`);
    for (let start = 0; start < expected.length; start += 50) {
      await Promise.all(
        expected.slice(start, start + 50).map((reference) =>
          send('makeCommitment', {
            reference,
            title: reference,
            audiences: ['All'],
            planId: plan,
            initialState: 'AGREED',
          }),
        ),
      );
    }
    const export_ = references(`?plan=${plan}`);
    const late = send('makeCommitment', {
      reference: 'L-0',
      title: 'Late',
      audiences: ['All'],
      planId: plan,
      initialState: 'AGREED',
    });
    const [found] = await Promise.all([export_, late]);
    expect(found.filter((reference) => reference !== 'L-0')).toEqual(expected);
  }, 120_000);
});

describe('an export of what changed', () => {
  const changed = async (query: string) => (await get(`changes.json${query}`)).json<Row[]>();

  it('has a row for each field of each commitment that changed between two days', async () => {
    const all = await changed('?from=2025-08-31');
    const made = all.filter(({ kinds }) => String(kinds).includes('MADE'));
    expect(new Set(made.map(({ id }) => id)).size).toBe((await rows()).length);
    const titles = new Map((await rows()).map(({ id, title }) => [id, title]));
    for (const { id, field, before, after } of made.filter((row) => row['field'] === 'title')) {
      expect([field, before, after]).toEqual(['title', null, titles.get(id)]);
    }
    expect(await changed('?from=2025-08-30&to=2025-08-31')).toEqual([]);
    const some = await changed(`?from=2025-08-31&workstream=${workstream}&kind=MADE`);
    expect(new Set(some.map(({ id }) => id))).toEqual(
      new Set((await rows(`?workstream=${workstream}`)).map(({ id }) => id)),
    );
  });

  it('is a table for people or for programs, and is not sent again while nothing changed', async () => {
    const people = await get('changes.csv?from=2025-08-31');
    expect(people.body.split('\r\n')[0]).toContain('Reference,Title,What happened,Field,Before,After');
    const machine = await get('changes.csv?from=2025-08-31&for=machine');
    expect(parse(machine.body, { columns: true })).toHaveLength((await changed('?from=2025-08-31')).length);
    const again = await get('changes.csv?from=2025-08-31', { 'if-none-match': String(people.headers['etag']) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it.each([
    ['', 'Say with "from" after which day.'],
    ['?from=yesterday', 'The parameter "from" is not fit'],
    ['?from=2025-09-02&to=2025-09-01', 'lies after "to"'],
    ['?from=2025-09-02&kind=LOST', 'The parameter "kind" takes MADE'],
    ['?from=2025-09-02&asOf=2025-09-02', 'There is no parameter "asOf"'],
  ])('refuses %s in a sentence', async (query, sentence) => {
    const { statusCode, body } = await get(`changes.json${query}`);
    expect([statusCode, body.includes(JSON.stringify(sentence).slice(1, -1))]).toEqual([400, true]);
  });
});
