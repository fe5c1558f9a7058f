import { describe, expect, it } from '@jest/globals';
import { appointed } from '../../src/naming/appointment.js';
import { nameKey } from '../../src/naming/naming.js';

describe('a name', () => {
  it('is the same in any letter case and spacing', () => {
    expect(nameKey('  Good  Homes\u00a0for all ')).toBe(nameKey('good homes for All'));
  });

  it('is the same with the quotes and dashes of a word processor', () => {
    expect(nameKey('Children’s Rights Month – 2025')).toBe(nameKey("Children's Rights Month - 2025"));
  });

  it('is the same whether an accent is one sign or two', () => {
    expect(nameKey('Caf\u00e9 Connect')).toBe(nameKey('Cafe\u0301 Connect'));
  });

  it('is another when its words differ', () => {
    expect(nameKey('Pen profiles')).not.toBe(nameKey('Pen picture profiles'));
  });
});

describe('an appointment', () => {
  const lead = { name: ' Care Leaver Service ', kind: 'TEAM' } as const;
  const tidyLead = { name: 'Care Leaver Service', kind: 'TEAM' };

  it('keeps only what was said', () => {
    expect(appointed({ lead, from: null, until: null, cover: false }, '2025-12-10')).toStrictEqual({ lead: tidyLead });
  });

  it('may begin in the future and have an end', () => {
    expect(appointed({ lead, from: '2026-01-01', until: '2026-03-31', cover: true }, '2025-12-10')).toStrictEqual({
      lead: tidyLead,
      from: '2026-01-01',
      until: '2026-03-31',
      cover: true,
    });
  });

  it('may say that the post is vacant', () => {
    expect(appointed({ lead: null }, '2025-12-10')).toStrictEqual({ lead: null });
  });
});
