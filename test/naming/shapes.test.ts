import { describe, expect, it } from '@jest/globals';
import { validated } from '../../src/event-sourcing/validation.js';
import { AliasShape, ClosingShape, NamesShape, RenamingShape } from '../../src/naming/naming.shapes.js';
import { AppointmentShape, AuthorityShape } from '../../src/naming/party.shapes.js';

const fieldsRefused = (shape: new () => object, value: unknown): unknown => {
  try {
    return { accepted: validated(shape, value) };
  } catch (error) {
    return (error as { refusals: { field?: string }[] }).refusals.map(({ field }) => field);
  }
};

describe('what is asked about names', () => {
  it('is a name of some words, and a list of other names or none', () => {
    expect(validated(NamesShape, { name: 'Housing charter', aliases: ['The charter'] })).toMatchObject({
      name: 'Housing charter',
      aliases: ['The charter'],
    });
    expect(validated(NamesShape, { name: 'Housing charter', aliases: null })).toMatchObject({ aliases: null });
    expect(fieldsRefused(NamesShape, { name: ' ', aliases: ['The charter', ''] })).toEqual(['name', 'aliases']);
    expect(fieldsRefused(NamesShape, { name: 'Housing charter', aliases: 'The charter' })).toEqual(['aliases']);
  });

  it('is, for a renaming, also whether the old name stays', () => {
    expect(fieldsRefused(RenamingShape, { name: 'Housing charter' })).toEqual(['oldNameStaysAlias']);
  });

  it('is, for an alias, the alias', () => {
    expect(fieldsRefused(AliasShape, {})).toEqual(['alias']);
  });

  it('is nothing at all for a closing', () => {
    expect(validated(ClosingShape, {})).toBeInstanceOf(ClosingShape);
    expect(fieldsRefused(ClosingShape, { why: 'merged' })).toEqual(['why']);
  });
});

describe('what is asked about people', () => {
  it('is a lead of a known kind, or the statement that there is none', () => {
    expect(validated(AppointmentShape, { lead: null })).toMatchObject({ lead: null });
    expect(fieldsRefused(AppointmentShape, {})).toEqual(['lead']);
    expect(fieldsRefused(AppointmentShape, { lead: { name: 'Ama', kind: 'PERSON' } })).toEqual(['lead.kind']);
  });

  it('is an authority with a name, of a known kind', () => {
    expect(fieldsRefused(AuthorityShape, { kind: 'DECK', bodyId: 'x' })).toEqual(['kind', 'name', 'bodyId']);
  });
});
