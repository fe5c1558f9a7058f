import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EraseWords } from '../../src/event-sourcing/entries.js';
import { streamOf } from '../../src/event-sourcing/messages.js';
import { MakePledge, ReportPledge, WordPledge } from '../support/pledges/pledge.commands.js';
import { officer, sending } from '../support/pledges/sending.js';
import { openSpine, type Spine } from '../support/pledges/spine.js';
import { allTables } from '../support/tables.js';
import { temporaryFolder } from '../support/temporary.js';

const TODAY = '2025-12-02';
const SECRET = 'Unspeakableword';

let folder: string;
let spine: Spine;
beforeEach(async () => {
  folder = temporaryFolder();
  spine = await openSpine(folder);
});
afterEach(() => spine.close());

/** The files below the folder whose bytes hold the text. */
const filesWith = (text: string, pattern = /./): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && statSync(join(folder, name)).isFile())
    .filter((name) => readFileSync(join(folder, name)).includes(text));

const eraseFirst = async (id: string, version: number) => {
  const entry = (await spine.store.read(streamOf('pledge', id)))[version - 1];
  await spine.send(
    new EraseWords(id, { entryId: String(entry?.id), requestRef: 'DP-7' }, sending({ sender: officer })),
  );
};

describe('Words', () => {
  it('are in no byte of the log', async () => {
    await spine.send(new MakePledge(randomUUID(), { title: SECRET, wording: SECRET, weight: 1 }, sending()));
    expect(filesWith(SECRET, /^(events|keys|reactions)\.sqlite/)).toEqual([]);
    expect(filesWith(SECRET)).not.toEqual([]);
  });

  it('that are erased are gone from every answer at once, and from every byte after the rebuild', async () => {
    const id = randomUUID();
    const told = { statedOn: '2025-09-02' };
    await spine.send(new MakePledge(id, { title: 'A hub', weight: 1 }, sending({ told })));
    await spine.send(
      new WordPledge(id, { title: `${SECRET} hub`, wording: SECRET, reason: SECRET }, sending({ told })),
    );
    await spine.send(new ReportPledge(id, { summary: 'Doors opened' }, sending()));
    const titleAt = async (): Promise<unknown[]> => {
      const readers = [
        spine.reads.now(TODAY),
        await spine.reads.at({ asOf: '2025-10-01' }, TODAY),
        await spine.reads.at({ toldBy: '2025-10-01' }, TODAY),
      ];
      return readers.map((reader) => {
        reader.settleHistory(streamOf('pledge', id));
        const history = reader.prepare("select body, changes from entries where type = 'PledgeWorded'").get();
        return [reader.prepare('select title, wording from pledges').get(), JSON.stringify(history).includes(SECRET)];
      });
    };
    const before = [{ title: `${SECRET} hub`, wording: SECRET }, true];
    expect(await titleAt()).toEqual([before, before, before]);

    const { generation } = spine.projector.readModels;
    await eraseFirst(id, 2);
    const after = [{ title: null, wording: null }, false];
    expect(await titleAt()).toEqual([after, after, after]);

    while (spine.projector.readModels.generation === generation) await new Promise((next) => setTimeout(next, 20));
    expect(filesWith(SECRET)).toEqual([]);
    expect(await titleAt()).toEqual([after, after, after]);
    const row = spine.reads.now(TODAY).prepare("select body from entries where type = 'PledgeWorded'").get();
    expect(JSON.parse(String(row?.['body']))).toMatchObject({ erased: true, data: { title: null, reason: null } });
    expect(spine.reactions.failures).toEqual([]);
  });

  it('that were never said are not taken back with the others', async () => {
    const id = randomUUID();
    await spine.send(new MakePledge(id, { title: 'A hub', wording: 'In the north', weight: 1 }, sending()));
    await spine.send(new WordPledge(id, { wording: SECRET }, sending()));
    const { generation } = spine.projector.readModels;
    await eraseFirst(id, 2);
    const said = () => spine.reads.now(TODAY).prepare('select title, wording from pledges').all();
    expect(said()).toEqual([{ title: 'A hub', wording: null }]);
    while (spine.projector.readModels.generation === generation) await new Promise((next) => setTimeout(next, 20));
    expect(said()).toEqual([{ title: 'A hub', wording: null }]);
  });

  it('erased live leave the rows that the rebuild makes', async () => {
    const id = randomUUID();
    await spine.send(new MakePledge(id, { title: SECRET, weight: 1 }, sending()));
    await spine.send(new ReportPledge(id, { summary: 'Well' }, sending()));
    const { generation } = spine.projector.readModels;
    await eraseFirst(id, 1);
    const live = allTables(spine.projector.readModels.db);
    while (spine.projector.readModels.generation === generation) await new Promise((next) => setTimeout(next, 20));
    expect(allTables(spine.projector.readModels.db)).toEqual(live);
  });

  it('are erased although the service stopped between the answer and the rebuild', async () => {
    const id = randomUUID();
    await spine.send(new MakePledge(id, { title: SECRET, weight: 1 }, sending()));
    await eraseFirst(id, 1);
    await spine.close();
    spine = await openSpine(folder);
    while (filesWith(SECRET).length > 0) await new Promise((next) => setTimeout(next, 20));
    expect(spine.reads.now(TODAY).prepare('select title from pledges').all()).toEqual([{ title: null }]);
  });
});
