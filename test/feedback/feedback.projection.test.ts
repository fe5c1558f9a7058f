import { describe, expect, it } from '@jest/globals';
import { consentedFor, feedback, wordsConsentedFor } from '../../src/feedback/feedback.queries.js';
import { feedbackProjection } from '../../src/feedback/feedback.projection.js';
import { entriesById } from '../../src/history/history.queries.js';
import { dumpOf, on, rowsOf, type Told } from '../support/rows.js';

const ID = 'f1';
const STREAM = `feedback-${ID}`;
const TABLES = ['feedback', 'feedback_about', 'feedback_consents'];
const consent = (uses: readonly string[], more: object = {}) => ({
  type: 'ConsentRecorded',
  data: { uses, mediaKinds: ['TEXT'], obtainedHow: 'signed form', ...more },
});
const said = {
  type: 'FeedbackRecorded',
  data: {
    ...{ words: 'It helped.', speakerKind: 'YOUNG_PERSON', speakerBasis: 'INFERRED', theme: 'Housing' },
    ...{
      group: { name: 'My VOICE', bodyId: 'b1' },
      about: 'the charter',
      aboutIds: ['c1', 'c2'],
      publishedIn: 'Slides',
    },
  },
};
const reclassified = { type: 'SpeakerReclassified', data: { speakerKind: 'PROFESSIONAL', speakerBasis: 'STATED' } };
const rows = (...told: readonly Told[]) => rowsOf([feedbackProjection], told);
const PAGE = { size: 20, backwards: false, from: null };

describe('the rows of feedback', () => {
  it('are the same in whatever order feedback, consent and speaker became known', () => {
    const told = [
      on('2025-11-01', STREAM, consent(['COMMITTEE'])),
      on('2025-11-10', STREAM, reclassified),
      on('2025-11-12', STREAM, said),
    ];
    const reader = rows(...told);
    const dump = dumpOf(reader, TABLES);
    expect(dump['feedback']).toMatchObject([{ heard_on: '2025-11-12', speaker_kind: 'PROFESSIONAL' }]);
    expect(dump['feedback_consents']).toMatchObject([{ use: 'COMMITTEE', until: '9999-12-31' }]);
    expect(dumpOf(rows(told[2]!, told[0]!, told[1]!), TABLES)).toEqual(dump);
    expect(feedback.byId(reader, ID)).toMatchObject({ speakerKind: 'PROFESSIONAL', speakerBasis: 'STATED' });
  });

  it('hold no words, whatever is said', () => {
    const reader = rows(on('2025-11-12', STREAM, said), on('2025-11-13', STREAM, consent(['PUBLIC'])));
    const views = reader.prepare('select view from views').all();
    expect(JSON.stringify([views, dumpOf(reader, TABLES)])).not.toMatch(/helped/i);
    expect(reader.prepare('select changes from entries').all()[0]?.['changes']).not.toMatch(/helped/i);
  });

  it('lead to a history without words: not even its details hold them', () => {
    const reader = rows({ ...on('2025-11-12', STREAM, said), id: 'e1' });
    const [entry] = entriesById({ reader, showsNames: true }, ['e1']);
    expect(entry?.detail).toMatchObject({ __typename: 'FeedbackRecorded', entryId: 'e1', theme: 'Housing' });
    expect(JSON.stringify([entry?.detail, entry?.changes, entry?.reason])).not.toMatch(/helped/i);
  });

  it('say what may be used today: not what ended, was withdrawn, or is to be heard only', () => {
    const other = (n: number) => `feedback-f${n}`;
    const reader = rows(
      ...[1, 2, 3, 4, 5].map((n) =>
        on('2025-11-01', other(n), { ...said, data: { ...said.data, words: `Words ${n}` } }),
      ),
      on('2025-11-02', other(1), consent(['COMMITTEE'])),
      on('2025-11-02', other(2), consent(['COMMITTEE'], { until: '2025-12-01' })),
      on('2025-11-02', other(3), consent(['PUBLIC'])),
      on('2025-11-02', other(4), consent(['PUBLIC'])),
      on('2025-11-03', other(4), { type: 'ConsentWithdrawn', data: { uses: ['INTERNAL'] } }),
      on('2025-11-02', other(5), consent(['COMMITTEE'], { mediaKinds: ['AUDIO'] })),
    );
    expect([...consentedFor(reader, 'COMMITTEE', '2025-12-01')].sort()).toEqual(['f1', 'f2', 'f3']);
    expect([...consentedFor(reader, 'COMMITTEE', '2025-12-02')].sort()).toEqual(['f1', 'f3']);
    expect(consentedFor(reader, 'INTERNAL', '2025-12-02')).toEqual(['f3']);
    expect([...wordsConsentedFor(reader, 'COMMITTEE', '2025-12-02')].sort()).toEqual(['Words 1', 'Words 3']);
  });

  it('are counted and listed, the latest at the top', () => {
    const reader = rows(
      on('2025-11-01', 'feedback-a', said),
      on('2025-11-03', 'feedback-b', said),
      on('2025-11-02', 'feedback-c', { ...said, data: { ...said.data, theme: 'Health' } }),
    );
    expect(feedback.list(reader, null, PAGE).nodes.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
    expect(feedback.counts(reader, ['THEME'], null)).toMatchObject([
      { theme: 'Housing', count: 2, speakerKind: null },
      { theme: 'Health', count: 1 },
    ]);
    expect(feedback.counts(reader, [], { theme: ['health'] })).toMatchObject([{ count: 1 }]);
    const page = feedback.list(reader, { about: ['c2'] }, { ...PAGE, size: 1, backwards: true });
    expect([page.nodes.map(({ id }) => id), page.totalCount]).toEqual([['a'], 3]);
  });
});
