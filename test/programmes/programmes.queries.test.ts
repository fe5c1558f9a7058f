import { describe, expect, it } from '@jest/globals';
import type { Page } from '../../src/graphql/connections.js';
import { programmesProjection } from '../../src/programmes/programmes.projection.js';
import { programmes, type ProgrammeAnswer } from '../../src/programmes/programmes.queries.js';
import { on, rowsOf, type Told } from '../support/rows.js';

const stream = 'programme-offer';
const named = on('2025-01-01', stream, { type: 'ProgrammeNamed', data: { name: 'Local offer', aliases: [] } });
const activity = (day: string, summary: string | null, id = summary ?? 'erased'): Told => ({
  ...on(day, stream, { type: 'ActivityReported', data: { summary } }, '2025-12-02'),
  id,
});
const history = [
  named,
  activity('2025-11-12', 'workshop'),
  activity('2025-10-01', 'survey'),
  activity('2025-11-20', 'film'),
];

const readerOf = (told: readonly Told[]) => rowsOf([programmesProjection], told);
const offerIn = (told: readonly Told[]) => programmes.byId(readerOf(told), 'offer') as ProgrammeAnswer;
const pageOf = (told: readonly Told[], page: Page) => {
  const offer = offerIn(told);
  return programmes.activities(offer.reader, offer.id, page);
};
const ids = (told: readonly Told[], page: Partial<Page> = {}) =>
  pageOf(told, { size: 2, backwards: false, from: null, ...page }).nodes.map(({ id }) => id);

describe('the activities of a programme', () => {
  it('come the latest first, whatever order they were recorded in', () =>
    expect(ids(history, { size: 9 })).toEqual(['film', 'workshop', 'survey']));

  it('go on behind a cursor and back before one, each cursor naming an entry', () => {
    expect(ids(history)).toEqual(['film', 'workshop']);
    expect(ids(history, { from: ['workshop'] })).toEqual(['survey']);
    expect(ids(history, { backwards: true })).toEqual(['workshop', 'survey']);
    expect(ids(history, { backwards: true, from: ['workshop'] })).toEqual(['film']);
  });

  it('refuse a cursor that names no entry of theirs', () =>
    expect(() => ids(history, { from: ['elsewhere'] })).toThrow('The cursor in "after" is of another list.'));

  it('are counted, and the latest shown with the programme', () => {
    expect(offerIn(history)).toMatchObject({ activityCount: 3, latestActivity: { id: 'film', day: '2025-11-20' } });
    expect(pageOf(history, { size: 1, backwards: false, from: null }).totalCount).toBe(3);
    expect(offerIn([named])).toMatchObject({ activityCount: 0, latestActivity: null });
  });

  it('leave out what was voided', () => {
    const voided = on('2025-11-20', stream, { type: 'EntryVoided', data: { entryId: 'film', reason: 'Wrong one.' } });
    expect(ids([...history, voided])).toEqual(['workshop', 'survey']);
    expect(offerIn([...history, voided])).toMatchObject({ activityCount: 2, latestActivity: { id: 'workshop' } });
  });

  it('stay when their words were erased, without the words', () => {
    const erased = on('2025-12-02', stream, { type: 'WordsErased', data: { entryId: 'film', requestRef: 'DPO 7' } });
    expect(offerIn([...history, erased]).latestActivity).toMatchObject({ id: 'film', data: { summary: null } });
  });

  it('are found again after many programmes were read at once', () => {
    const other = on('2025-01-01', 'programme-charter', {
      type: 'ProgrammeNamed',
      data: { name: 'Charter', aliases: [] },
    });
    const found = programmes.byIds(readerOf([...history, other]), ['offer', 'charter', 'unknown']);
    expect(found.map(({ name, latestActivity }) => [name, latestActivity?.id ?? null]).sort()).toEqual([
      ['Charter', null],
      ['Local offer', 'film'],
    ]);
  });
});
