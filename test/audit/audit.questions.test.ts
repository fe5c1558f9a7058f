import { describe, expect, it } from '@jest/globals';
import { AUDIT_QUESTIONS } from '../../src/audit/audit.questions.js';
import { auditScans, type PageAsked } from '../../src/audit/audit.scan.js';
import { daysBetween } from '../../src/event-sourcing/days.js';
import type { Reader } from '../../src/event-sourcing/reader.js';
import { projections } from '../../src/projections.js';
import { rowsOf, type Told } from '../support/rows.js';
import { board, january } from '../commitments/commitment.examples.js';
import { clean, planted, READ_ON } from './audit.examples.js';

const ALL = { from: '', to: '9999-12-31', filter: null, timeZone: 'Europe/London' };
const read = (told: readonly Told[]): Reader => rowsOf(projections, told, READ_ON);
const page = (reader: Reader, question: string, asked: Partial<PageAsked> = {}) =>
  auditScans['audit page'](reader, { ...ALL, question, after: null, size: 50, ...asked });

describe('The standing audit', () => {
  it('finds nothing on a clean record', () => {
    expect(auditScans['audit counts'](read(clean), ALL)).toEqual(AUDIT_QUESTIONS.map(() => 0));
  });

  it('finds exactly the one case that was planted of each question', () => {
    expect(Object.keys(planted).sort()).toEqual(AUDIT_QUESTIONS.map(({ name }) => name).sort());
    const reader = read([...clean, ...Object.values(planted).flatMap(({ told }) => told)]);
    const found = Object.fromEntries(
      AUDIT_QUESTIONS.map(({ name }) => [
        name,
        page(reader, name).rows.map(({ aboutId, sentence }) => ({ about: aboutId, sentence })),
      ]),
    );
    const expected = Object.entries(planted).map(([name, { about, sentence }]) => [name, [{ about, sentence }]]);
    expect(found).toEqual(Object.fromEntries(expected));
  });

  it.each(Object.entries(planted))('%s names the entries behind it, and leaves out other periods', (name, { told }) => {
    const reader = read([...clean, ...told]);
    const [finding] = page(reader, name).rows;
    const { day, entryIds } = finding as { day: string; entryIds: readonly string[] };
    expect(entryIds.length).toBeGreaterThan(0);
    expect(new Set(entryIds).size).toBe(entryIds.length);
    for (const id of entryIds) expect(reader.prepare('select 1 from entries where id = ?').get(id)).toBeDefined();
    expect(page(reader, name, { from: day, to: day }).total).toBe(1);
    expect(page(reader, name, { to: '2025-10-31' }).total).toBe(0);
    expect(daysBetween('2025-10-31', day)).toBeGreaterThan(0);
  });

  it('leaves an answered ask, a voided judgement and another scale alone', () => {
    const { told } = planted['RATINGS_DIFFER'] as { told: readonly Told[] };
    const [first, lead, board] = told as readonly [Told, Told, Told];
    const scaled = (one: Told, scale: string) => ({
      ...one,
      event: { ...one.event, data: { ...one.event.data, scale } },
    });
    expect(page(read([first, scaled(lead, 'RAG'), scaled(board, '1 to 4')]), 'RATINGS_DIFFER').total).toBe(0);
    const voiding = { type: 'EntryVoided', data: { entryId: board.id, reason: 'Of another plan' } };
    expect(page(read([...told, { ...board, event: voiding, id: 'void' }]), 'RATINGS_DIFFER').total).toBe(0);
  });

  it('takes a green that is half another colour for none', () => {
    const { told } = planted['GREEN_AND_OVERDUE'] as { told: readonly Told[] };
    const [first, rated] = told as readonly [Told, Told];
    const labelled = (rating: string, label: string) => ({
      ...rated,
      event: { ...rated.event, data: { ...rated.event.data, rating, label } },
    });
    const found = [
      ['AG', 'Amber-green'],
      ['G', 'Green: on course'],
    ].map(([rating = '', label = '']) => page(read([first, labelled(rating, label)]), 'GREEN_AND_OVERDUE').total);
    expect(found).toEqual([0, 1]);
  });

  it('tells another date from the same in other words', () => {
    const { told } = planted['MOVED_WITHOUT_LEAVE'] as { told: readonly Told[] };
    const [first, restated] = told as readonly [Told, Told];
    const undated = { asWritten: 'TBC', earliest: null, latest: null, precision: 'TBC' };
    const toTbc = { type: 'TargetMoved', data: { from: january, to: undated, reason: 'Late', allowedBy: board } };
    const printing = (target: object) => ({ ...restated, event: { ...restated.event, data: { target } } });
    const moved = { ...restated, on: '2025-11-06', statedOn: '2025-11-06', event: toTbc, id: 'moved' };
    const found = [
      [first, printing({ ...january, asWritten: '1 to 31 January 2026' })],
      [first, moved, printing({ ...undated, asWritten: 'TBC ' })],
      [first, moved, printing({ ...undated, asWritten: 'Ongoing', precision: 'ONGOING' })],
    ].map((entries) => page(read(entries), 'MOVED_WITHOUT_LEAVE').total);
    expect(found).toEqual([0, 0, 1]);
  });

  it('turns pages, the newest first, without a gap', () => {
    const late = [1, 2, 3, 4, 5].map((n) => ({
      ...(planted['NO_LEAD']?.told[0] as Told),
      stream: `commitment-0000000${n}-0000-4000-8000-000000000000`,
      on: `2025-11-0${n}`,
      statedOn: '2025-11-20',
      id: `no-lead-${n}`,
    }));
    const reader = read(late);
    const days: string[] = [];
    for (let after: PageAsked['after'] = null; ;) {
      const { rows, total } = page(reader, 'NO_LEAD', { after, size: 2 });
      expect(total).toBe(5);
      if (rows.length === 0) break;
      days.push(...rows.map(({ day }) => day));
      const last = rows.at(-1);
      after = last ? [last.day, last.id] : null;
    }
    expect(days).toEqual(['2025-11-05', '2025-11-04', '2025-11-03', '2025-11-02', '2025-11-01']);
  });

  it('asks only about commitments that a filter lets through', () => {
    const reader = read([...clean, ...Object.values(planted).flatMap(({ told }) => told)]);
    const only = (name: string, id: string) => page(reader, name, { filter: { id: [id] } }).total;
    const { about } = planted['NO_LEAD'] as { about: string };
    expect([only('NO_LEAD', about), only('UNDATED', about), only('ASK_UNANSWERED', about)]).toEqual([1, 0, 0]);
  });
});
