import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '../../src/event-sourcing/messages.js';
import type { PaperCheck } from '../../src/papers/papers.check.js';
import { bodyId } from '../../src/bodies/body.commands.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import { eventsOf } from '../example/record.js';
import { docx, pptx } from '../support/office.js';
import { startTracker, type Tracker } from '../support/tracker.js';
import { DRAFT } from './a-draft.js';

const TIMES = 'toldBy=2025-09-03&on=2025-12-02';

const ON = 'on=2025-12-02';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const POWERPOINT = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const CHECK = 'query ($text: String!) { checkPaper(text: $text, on: "2025-12-02") { quotes { words } } }';

const DECEMBER = meetingId(bodyId('Cared for Children and Care Leavers Committee'), '2025-12-02');

let tracker: Tracker;
beforeAll(async () => {
  tracker = await startTracker({ LOG_LEVEL: 'trace' }, []);
});
afterAll(() => tracker.stop());

const send = async (payload: Buffer | string, type = 'text/plain', query = TIMES, role: Role = 'governance') =>
  tracker.app.inject({
    method: 'POST',
    url: `/papers/check?${query}`,
    headers: { authorization: `Bearer ${await tracker.token(role)}`, 'content-type': type },
    payload,
  });

const found = ({ mentioned, notMentioned, placeholders, quotes }: PaperCheck) => ({
  mentioned: mentioned.map(({ commitment, confidence }) => [commitment.reference, confidence]),
  notMentioned: notMentioned.map(({ commitment, grade }) => [commitment.reference, grade]),
  placeholders: placeholders.map(({ words }) => words),
  quotes: quotes.map(({ words }) => words),
});

describe('a paper that comes as a file', () => {
  const lines = DRAFT.split('\n');
  const slides = [lines.slice(0, 11), lines.slice(11, 18), lines.slice(18)];

  it.each<[string, Buffer, string, string]>([
    ['a text', Buffer.from(DRAFT), 'text/plain; charset=utf-8', 'line 16'],
    ['a Word document', docx(lines), WORD, 'paragraph 12'],
    ['slides', pptx(slides), POWERPOINT, 'slide 2, paragraph 4'],
    ['whatever its sender calls it', docx(lines), 'application/octet-stream', 'paragraph 12'],
  ])('is read as %s, with the same answer', async (_, file, type, place) => {
    const answer = await send(file, type);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const check = answer.json<PaperCheck>();
    expect(found(check)).toEqual(found((await send(DRAFT)).json<PaperCheck>()));
    expect(check.placeholders[0]?.place).toBe(place);
  });

  it('is for a meeting on record, or for a day', async () => {
    const byMeeting = (await send(DRAFT, 'text/plain', `meetingId=${DECEMBER}&toldBy=2025-09-03`)).json<PaperCheck>();
    expect(byMeeting.expectedCount).toBe(23);
    expect(byMeeting).toEqual((await send(DRAFT)).json());
  });

  it('is answered as GraphQL answers its text', async () => {
    const file = (await send(DRAFT, 'text/plain', ON)).json<PaperCheck>();
    const { data } = await tracker.ask(CHECK, { text: DRAFT });
    expect(data).toEqual({ checkPaper: { quotes: file.quotes.map(({ words }) => ({ words })) } });
  });

  it.each<[string, string | Buffer, string, string, number, RegExp]>([
    ['damaged', Buffer.from('PK\u0003\u0004 and no more'), WORD, ON, 400, /damaged/],
    ['empty', '', 'text/plain', ON, 400, /empty/],
    ['too large', Buffer.alloc(26 * 1024 * 1024, 'a'), 'text/plain', '', 413, /larger than 25 MB/],
    ['of a form that nobody reads here', 'x', 'image/png', '', 415, /.txt, .docx or .pptx/],
    ['for a day that does not exist', 'x', 'text/plain', 'on=2025-02-30', 400, /"on" is not fit/],
    ['for no meeting', 'x', 'text/plain', '', 400, /which meeting the paper is for/],
    ['for a meeting and a day', 'x', 'text/plain', `${ON}&meetingId=${DECEMBER}`, 400, /not both/],
    ['with a parameter nobody knows', 'x', 'text/plain', 'meetng=1', 400, /no parameter "meetng"/],
    ['with a parameter given twice', 'x', 'text/plain', 'on=2025-01-01&on=2025-01-02', 400, /"on" is not fit/],
  ])('is refused when it is %s', async (_, file, type, query, status, sentence) => {
    const answer = await send(file, type, query);
    expect(answer.statusCode).toBe(status);
    const [error] = answer.json<{ errors: { message: string; extensions: object }[] }>().errors;
    expect(error?.message).toMatch(sentence);
    expect(error?.extensions).toMatchObject({ code: 'INVALID' });
  });
});

describe('a draft paper', () => {
  it('is checked for those who write papers or see to them, and for nobody else', async () => {
    const checkers: readonly Role[] = ['lead', 'governance', 'participation'];
    for (const role of ROLES) {
      const status = checkers.includes(role) ? 200 : 403;
      expect([role, (await send('A line', 'text/plain', ON, role)).statusCode]).toEqual([role, status]);
      const { errors } = await tracker.ask(CHECK, { text: 'A line' }, role);
      expect(errors?.[0]?.extensions['code']).toBe(status === 200 ? undefined : 'FORBIDDEN');
    }
    const anonymous = await tracker.app.inject({ method: 'POST', url: '/papers/check', payload: 'x' });
    expect(anonymous.statusCode).toBe(401);
  });

  it('comes by POST only, since addresses are written down on their way', async () => {
    const query = encodeURIComponent('{checkPaper(text:"A line",on:"2025-12-02"){on}}');
    const headers = { authorization: `Bearer ${await tracker.token('lead')}` };
    const answer = await tracker.app.inject({ method: 'GET', url: `/graphql?query=${query}`, headers });
    expect(answer.json<{ errors: { message: string }[] }>().errors[0]?.message).toMatch(/^Send a paper by POST/);
  });

  it('leaves nothing behind: no event, no word in a file, none in the log', async () => {
    const before = await eventsOf(tracker);
    const secret = 'Zorblinaquax';
    const text = `They said "${secret} is where I feel at home" to us. TBC`;
    const checked = (await send(text)).json<PaperCheck>();
    expect(checked.quotes).toHaveLength(1);
    expect((await tracker.ask(CHECK, { text })).errors).toBeUndefined();
    await send(Buffer.from(`PK\u0003\u0004${text}`), WORD);
    await send(text, 'text/plain', 'on=never');

    expect(await eventsOf(tracker)).toEqual(before);
    const { dataDir } = tracker.config;
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name)).includes(secret)).toBe(false);
    expect(tracker.log()).toContain('"path":"/papers/check"');
    expect(tracker.log()).not.toContain(secret);
  });
});
