import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { derivedId } from '../../src/event-sourcing/identity.js';
import { mutationName } from '../../src/graphql/mutations.js';
import { merged } from '../support/contract.js';
import { drift } from '../support/inputs.js';
import { noteMutations, RewriteNote, WriteNote } from '../support/notes/notes.js';
import { startService, type Service } from '../support/service.js';

const REWRITE = `mutation ($input: RewriteNoteInput!) {
  rewriteNote(input: $input) {
    note { id text }
    version
    position
    events { id type version }
    userErrors { code field message changedSince { id type version recordedAt } }
  }
}`;

describe('a mutation', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    service.notes.sent.length = 0;
  });

  const write = async (input: object) => {
    const query = `mutation ($input: WriteNoteInput!) { writeNote(input: $input) { note { id text } version position } }`;
    return service.ask(query, { input });
  };
  const rewrite = (input: object) => service.ask(REWRITE, { input });
  const sent = () => service.notes.sent.at(-1)!;

  it('sends its command and answers what came of it', async () => {
    const { data } = await write({ text: 'first' });
    const command = sent();
    expect(command).toBeInstanceOf(WriteNote);
    expect(command.data).toEqual({ text: 'first' });
    expect(command.sender).toMatchObject({ id: 'lead', roles: ['lead'], today: '2025-12-02' });
    expect(data).toEqual({ writeNote: { note: { id: command.id, text: 'first' }, version: 1, position: '1' } });
  });

  it('names its target, and carries what was told and which version was seen', async () => {
    service.notes.write('n', 'before');
    const told = {
      occurredOn: { latest: '2025-11-12' },
      statedOn: '2025-12-01',
      source: { paper: 'December slides', locator: 'line 4' },
      basis: 'INFERRED',
      statedBy: { body: 'Housing' },
    };
    const { data } = await rewrite({
      noteId: 'n',
      text: 'after',
      until: { earliest: '2025-01-01' },
      told,
      expectedVersion: 7,
    });
    expect(sent()).toBeInstanceOf(RewriteNote);
    expect(sent().id).toBe('n');
    expect(sent().data).toEqual({ text: 'after', until: { earliest: '2025-01-01', latest: null } });
    expect(sent().sending).toMatchObject({
      expectedVersion: 7,
      told: { ...told, occurredOn: { earliest: null, latest: '2025-11-12' } },
    });
    expect(data).toMatchObject({
      rewriteNote: {
        note: { id: 'n', text: 'after' },
        events: [{ id: sent().sending.commandId, type: 'NoteWritten', version: 1 }],
        userErrors: [],
      },
    });
  });

  it('is the same command for the same key of the same sender, and a new one without a key', async () => {
    await write({ text: 'a', idempotencyKey: 'k' });
    expect(sent().sending.commandId).toBe(derivedId('k', 'lead'));
    expect(sent().id).toBe(derivedId('note', derivedId('k', 'lead')));
    await write({ text: 'a' });
    const first = sent().sending.commandId;
    await write({ text: 'a' });
    expect(sent().sending.commandId).not.toBe(first);
  });

  it.each([1, 2, 3])('that is refused answers why, and throws nothing (time %d)', async () => {
    const refused = async (input: object) =>
      (await rewrite({ noteId: 'n', text: 'x', ...input })).data?.['rewriteNote'];
    const nothing = { note: null, version: null, position: null, events: [] };
    expect(await refused({ noteId: 'gone' })).toEqual({
      ...nothing,
      userErrors: [{ code: 'NOT_FOUND', field: 'noteId', message: 'There is no such note.', changedSince: [] }],
    });
    expect(await refused({ expectedVersion: 1 })).toEqual({
      ...nothing,
      userErrors: [
        {
          code: 'CONFLICT',
          field: 'expectedVersion',
          message: 'It has changed.',
          changedSince: [{ id: 'e2', type: 'NoteRewritten', version: 2, recordedAt: '2025-12-02T10:00:00.000Z' }],
        },
      ],
    });
    expect(await refused({ text: ' ', until: { earliest: '2025-01-01', latest: null } })).toMatchObject({
      userErrors: [{ code: 'INVALID', field: 'text', message: 'Text must not be empty.' }],
    });
    expect(await refused({ idempotencyKey: ' ' })).toMatchObject({ userErrors: [{ field: 'idempotencyKey' }] });
    expect(await refused({ expectedVersion: -1 })).toMatchObject({ userErrors: [{ field: 'expectedVersion' }] });
  });

  it('that fails through no fault of the caller is an error with a number', async () => {
    service.notes.write('n', 'before');
    const { errors } = await rewrite({ noteId: 'n', text: 'fault' });
    expect(errors).toEqual([
      expect.objectContaining({ path: ['rewriteNote'], message: expect.stringMatching(/^Something/) }),
    ]);
    expect((await rewrite({ noteId: 'n', text: 'full' })).errors?.[0]?.extensions['code']).toBe('UNAVAILABLE');
  });

  it('is not looked up again unless the caller selects it', async () => {
    const { data } = await service.ask('mutation { writeNote(input: {text: "x"}) { version userErrors { code } } }');
    expect(data).toEqual({ writeNote: { version: 1, userErrors: [] } });
  });

  it('has the name of its command, or another where that is taken', () => {
    expect(mutationName(WriteNote)).toBe('writeNote');
    expect(mutationName(WriteNote, { WriteNote: 'scribble' })).toBe('scribble');
  });
});

describe('the contract and the commands', () => {
  const files = ['src/graphql/spine', 'test/support/notes/notes'].map((path) =>
    fileURLToPath(new URL(`../../${path}.graphql`, import.meta.url)),
  );

  it('say the same', async () => {
    expect(drift(buildSchema(await merged(files)), [noteMutations])).toEqual([]);
  });

  it('are told apart wherever they drift', async () => {
    const text = (await merged(files))
      .replace('noteId: ID!', 'spare: ID')
      .replace('input WriteNoteInput {', 'input WriteNoteInput {\n"""x"""\ncolour: String')
      .replace('until: DayRangeInput', 'until: Day')
      .replace('type Mutation {', 'type Mutation {\n"""x"""\nburnNote: Int');
    const optional = text.replace(/(input RewriteNoteInput {[^}]*?)text: String!/, '$1text: String');
    expect(drift(buildSchema(optional), [noteMutations])).toEqual([
      'writeNote.colour: the command does not know it',
      'rewriteNote: no field noteId in the contract',
      'rewriteNote.spare: the command does not know it',
      'rewriteNote.text: only one side requires it',
      'rewriteNote.until: an object on one side only',
      'burnNote: no command',
    ]);
  });
});
