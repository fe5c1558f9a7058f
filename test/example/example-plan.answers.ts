import { describe, expect, it } from '@jest/globals';
import { bodyId } from '../../src/bodies/body.commands.js';
import { exampleLeads } from '../../src/example/example.leads.js';
import { meetingId } from '../../src/meetings/meeting.commands.js';
import type { Tracker } from '../support/tracker.js';
import { eventsOf } from './record.js';

interface Commitment {
  readonly reference: string;
}
interface Heard extends Commitment {
  readonly lastWordOn: string | null;
}

/**
 * The answers of the plan's own issue, asked of a tracker that holds the example plan; `before` is an instant before it
 * was loaded.
 */
export const exampleAnswers = (tracker: () => Pick<Tracker, 'ask' | 'app'>, before: () => string): void => {
  const ask = async <Data>(query: string): Promise<Data> => {
    const { data, errors } = await tracker().ask(query);
    expect(errors).toBeUndefined();
    return data as Data;
  };
  const list = async (filter: string, times = '') => {
    const query = `{ commitments(first: 100, filter: {${filter}} ${times}) { totalCount nodes { reference } } }`;
    const { commitments } = await ask<{ commitments: { nodes: readonly Commitment[] } }>(query);
    return commitments.nodes.map(({ reference }) => reference);
  };
  const one = async (reference: string, fields: string) => {
    const query = `{ commitment(reference: "${reference}") { ${fields} } }`;
    return (await ask<{ commitment: Readonly<Record<string, unknown>> }>(query)).commitment;
  };
  const total = async (times: string) =>
    (await ask<{ commitments: { totalCount: number } }>(`{ commitments${times} { totalCount } }`)).commitments
      .totalCount;

  it('how many commitments there are, and how many the council had been told of by a day', async () => {
    expect(await total('')).toBe(33);
    expect(await total('(toldBy: "2025-10-01")')).toBe(24);
    expect(await total(`(knownAt: "${before()}")`)).toBe(0);
  });

  it('which are reported complete and await sign-off, which were first seen so, and that none is closed', async () => {
    const completed = ['S-01a', 'S-06', 'S-06a', 'S-06d', 'S-06f', 'D-09'];
    expect((await list('state: [COMPLETED]')).sort()).toEqual(completed.sort());
    expect((await list('awaitingSignOff: true')).sort()).toEqual(completed.sort());
    expect((await list('firstSeenComplete: true')).sort()).toEqual(['D-09', 'S-01a']);
    expect(await list('state: [CLOSED]')).toEqual([]);
  });

  it('the states of all others, as each paper puts them', async () => {
    expect(await list('state: [IN_PROGRESS]')).toEqual(['S-01', 'S-03', 'S-04', 'S-05']);
    expect(await list('state: [IN_PROGRESS]', 'toldBy: "2025-10-01"')).toEqual(['S-01', 'S-04', 'S-05', 'S-06']);
    expect(await list('state: [PROPOSED]')).toEqual(['D-08']);
    expect(await list('state: [AGREED]')).toHaveLength(22);
  });

  it('the target of S-01d', async () =>
    expect(await one('S-01d', 'target { asWritten earliest latest precision }')).toEqual({
      target: { asWritten: 'January 2026', earliest: '2026-01-01', latest: '2026-01-31', precision: 'MONTH' },
    }));

  it('which have no date', async () => {
    const september = ['S-01a', 'S-01b', 'S-02', 'S-02a', 'S-02b', 'S-02c', 'S-03', 'S-04', 'S-05', 'S-09'];
    const december = ['D-01', 'D-02', 'D-03', 'D-04', 'D-05', 'D-06', 'D-07', 'D-08', 'D-09'];
    expect((await list('undated: true')).sort()).toEqual([...december, ...september].sort());
  });

  it('which dates rest on a month whose year, or which dates as a whole, we concluded', async () => {
    for (const reference of ['S-07', 'S-08', 'S-10']) {
      expect(await one(reference, 'target { yearInferred latest }')).toMatchObject({ target: { yearInferred: true } });
    }
    for (const reference of ['S-01', 'S-01c', 'S-01e']) {
      expect(await one(reference, 'history(types: [TargetSet]) { nodes { basis source { locator } } }')).toEqual({
        history: { nodes: [{ basis: 'INFERRED', source: { locator: 'line 30' } }] },
      });
    }
    expect(await one('S-01e', 'target { asWritten earliest latest precision }')).toEqual({
      target: { asWritten: '', earliest: '2026-01-01', latest: null, precision: 'MONTH' },
    });
  });

  it('what was carried forward into what', async () => {
    const into = async (reference: string) =>
      (await one(reference, 'carriedForwardInto { reference }'))['carriedForwardInto'];
    expect(await into('S-03')).toEqual([{ reference: 'D-03' }]);
    expect(await into('S-04')).toEqual([{ reference: 'D-05' }, { reference: 'D-08' }]);
  });

  it('pen pictures, under each of their names', async () => {
    expect(await list('text: "pen picture"')).toEqual(['S-04']);
    expect(await one('S-04', 'title aliases scope')).toEqual({
      title: 'Pen profiles, a project and a campaign',
      aliases: ['Pen picture profiles of professionals'],
      scope: 'Every professional is asked to have a profile.',
    });
    const names = [
      'Pen picture profile project',
      'Pen picture profiles',
      'Pen profile project and campaign',
      'Pen profile project',
      'PEN PROFILE  PROJECT',
    ];
    for (const name of names) {
      const { programme } = await ask<{ programme: unknown }>(`{ programme(name: "${name}") { name } }`);
      expect(programme).toEqual({ name: 'Pen profile project' });
    }
    expect(await ask('{ programmes(text: "pen picture") { nodes { name } } }')).toEqual({
      programmes: { nodes: [{ name: 'Pen profile project' }] },
    });
    expect(await ask('{ programmes(text: "pen picture", toldBy: "2025-10-01") { nodes { name } } }')).toEqual({
      programmes: { nodes: [{ name: 'Pen picture profile project' }] },
    });
  });

  it('the history of S-06a: promised, held, reported and completed, each with paper and line', async () => {
    const fields = 'type statedOn occurredOn { earliest latest } basis statedBy { body } source { paper locator }';
    const september = { paper: 'Shadow Committee slides, September 2025', locator: 'line 42' };
    const december = { paper: 'Shadow Committee slides, December 2025', locator: 'line 12' };
    const held = { earliest: '2025-11-12', latest: '2025-11-12' };
    const told = { basis: 'STATED', statedBy: { body: 'Shadow Committee' } };
    expect(await one('S-06a', `history { nodes { ${fields} } }`)).toEqual({
      history: {
        nodes: [
          {
            ...{ ...told, type: 'CommitmentMade', statedOn: '2025-09-02', source: september },
            occurredOn: { earliest: '2025-09-02', latest: '2025-09-02' },
          },
          { ...told, type: 'ProgressReported', statedOn: '2025-12-02', occurredOn: held, source: december },
          { ...told, type: 'CompletionReported', statedOn: '2025-12-02', occurredOn: held, source: december },
        ],
      },
    });
  });

  it('the parts of S-06: three completed, three without a word', async () => {
    const { parts } = await one('S-06', 'parts { reference state lastWordOn }');
    expect(parts).toEqual([
      { reference: 'S-06a', state: 'COMPLETED', lastWordOn: '2025-11-12' },
      { reference: 'S-06b', state: 'AGREED', lastWordOn: null },
      { reference: 'S-06c', state: 'AGREED', lastWordOn: null },
      { reference: 'S-06d', state: 'COMPLETED', lastWordOn: '2025-12-02' },
      { reference: 'S-06e', state: 'AGREED', lastWordOn: null },
      { reference: 'S-06f', state: 'COMPLETED', lastWordOn: '2025-12-02' },
    ]);
  });

  it('who leads S-06: not stated, so the council, and young people make it with the council', async () => {
    expect(await one('S-06', 'lead { lead { name } } noLead coproducers')).toEqual({
      lead: null,
      noLead: true,
      coproducers: ['Care Leaver Ambassadors', 'Care leavers'],
    });
    expect(await list('noLead: false')).toEqual(['S-01e']);
  });

  it('which promises of September the December paper does not mention, completed ones aside', async () => {
    const filter = 'state: [PROPOSED, AGREED, IN_PROGRESS]';
    const { commitments } = await ask<{ commitments: { nodes: readonly Heard[] } }>(
      `{ commitments(first: 100, filter: {${filter}}) { nodes { reference lastWordOn } } }`,
    );
    const unheard = commitments.nodes.filter(
      ({ reference, lastWordOn }) => reference.startsWith('S') && (lastWordOn === null || lastWordOn <= '2025-09-02'),
    );
    expect(unheard.map(({ reference }) => reference)).toEqual([
      ...['S-01', 'S-01b', 'S-01c', 'S-01d', 'S-01e', 'S-02', 'S-02b', 'S-02c', 'S-05'],
      ...['S-06b', 'S-06c', 'S-06e', 'S-07', 'S-08', 'S-09', 'S-10'],
    ]);
  });

  describe('which promises', () => {
    const COMMITTEE = bodyId('Cared for Children and Care Leavers Committee');
    const SILENT = {
      DUE: ['S-06b', 'S-06c', 'S-06e', 'S-08', 'S-10'],
      UNDATED: ['S-01b', 'S-02', 'S-02b', 'S-02c', 'S-05', 'S-09'],
      NOT_YET_DUE: ['S-01', 'S-01c', 'S-01d', 'S-01e', 'S-07'],
    } as const;
    interface Silent {
      readonly noUpdateReceived: {
        readonly totalCount: number;
        readonly isFinal: boolean;
        readonly nodes: readonly {
          readonly commitment: Commitment;
          readonly grade: keyof typeof SILENT;
          readonly place: string;
          readonly wholeWasReported: boolean;
        }[];
      };
    }
    const silent = async (args: string) => {
      const fields = 'totalCount isFinal nodes { commitment { reference } grade place wholeWasReported }';
      const { noUpdateReceived } = await ask<Silent>(`{ noUpdateReceived(first: 100, ${args}) { ${fields} } }`);
      const { nodes } = noUpdateReceived;
      const graded = Object.groupBy(nodes, ({ grade }) => grade);
      const references = Object.entries(graded).map(([grade, of]) => [
        grade,
        of.map(({ commitment }) => commitment.reference),
      ]);
      return { ...noUpdateReceived, graded: Object.fromEntries(references) as unknown };
    };
    const DECEMBER = `meetingId: "${meetingId(COMMITTEE, '2025-12-02')}"`;

    it('the December paper does not mention, fairly graded on the day of the meeting', async () => {
      const { graded, totalCount, isFinal, nodes } = await silent(DECEMBER);
      expect(graded).toEqual(SILENT);
      expect({ totalCount, isFinal }).toEqual({ totalCount: 16, isFinal: true });
      expect(new Set(nodes.map(({ place }) => place))).toEqual(new Set(['NO_UPDATE']));
      const beside = nodes.filter(({ wholeWasReported }) => wholeWasReported);
      expect(beside.map(({ commitment }) => commitment.reference)).toEqual(['S-06b', 'S-06c', 'S-06e']);
      expect((await silent(`bodyId: "${COMMITTEE}"`)).nodes).toEqual(nodes);
      expect((await silent(`${DECEMBER}, grade: [DUE]`)).graded).toEqual({ DUE: SILENT.DUE });
    });

    it('were expected in each cycle: none in September, all but the completed one in December', async () => {
      const counts = 'counts { expected reported nothingToReport noUpdate due undated notYetDue }';
      const fields = `on reporting { openedOn closesOn closedOn isOpen ${counts} }`;
      expect(await ask(`{ meetings(bodyId: "${COMMITTEE}") { nodes { ${fields} } } }`)).toEqual({
        meetings: {
          nodes: [
            {
              on: '2025-12-02',
              reporting: {
                ...{ openedOn: '2025-09-03', closesOn: '2025-12-02', closedOn: '2025-12-02', isOpen: false },
                counts: {
                  expected: 23,
                  reported: 7,
                  nothingToReport: 0,
                  noUpdate: 16,
                  due: 5,
                  undated: 6,
                  notYetDue: 5,
                },
              },
            },
            {
              on: '2025-09-02',
              reporting: {
                ...{ openedOn: '2025-09-02', closesOn: '2025-09-02', closedOn: '2025-09-02', isOpen: false },
                counts: { expected: 0, reported: 0, nothingToReport: 0, noUpdate: 0, due: 0, undated: 0, notYetDue: 0 },
              },
            },
            { on: '2025-06-24', reporting: null },
          ],
        },
      });
      const { meeting } = await ask<{ meeting: { reporting: { list: { nodes: { commitment: Commitment }[] } } } }>(
        `{ meeting(bodyId: "${COMMITTEE}", on: "2025-12-02") {
          reporting { list(first: 100, place: [REPORTED]) { nodes { commitment { reference } } } }
        } }`,
      );
      expect(meeting.reporting.list.nodes.map(({ commitment }) => commitment.reference)).toEqual([
        ...['S-02a', 'S-03', 'S-04', 'S-06', 'S-06a', 'S-06d', 'S-06f'],
      ]);
    });

    it('had no word by a day of the autumn, while the cycle was open', async () => {
      const then = await silent(`${DECEMBER}, toldBy: "2025-10-01"`);
      expect(then).toMatchObject({ totalCount: 23, isFinal: false });
      expect(new Set(then.nodes.map(({ place }) => place))).toEqual(new Set(['EXPECTED']));
    });

    it('are found by the filters of commitments', async () => {
      const all = Object.values(SILENT).flat().sort();
      expect(await list(`noUpdateReceived: { ${DECEMBER} }`)).toEqual(all);
      expect(await list(`noUpdateReceived: { bodyId: "${COMMITTEE}", grade: [UNDATED] }`)).toEqual(SILENT.UNDATED);
      expect(await list(`cyclesWithoutUpdate: { bodyId: "${COMMITTEE}", atLeast: 1 }`)).toEqual(all);
      expect(await list(`cyclesWithoutUpdate: { bodyId: "${COMMITTEE}", atLeast: 2 }`)).toEqual([]);
      expect(await one('S-08', `cyclesWithoutUpdate(bodyId: "${COMMITTEE}")`)).toEqual({ cyclesWithoutUpdate: 1 });
      expect(await one('S-06', `cyclesWithoutUpdate(bodyId: "${COMMITTEE}")`)).toEqual({ cyclesWithoutUpdate: 0 });
    });
  });

  it('an expected impact, marked as concluded', async () =>
    expect(await one('S-01', 'latestImpact { expectedOrObserved forWhom basis source { locator } }')).toEqual({
      latestImpact: {
        ...{
          expectedOrObserved: 'EXPECTED',
          forWhom: 'care leavers',
          basis: 'INFERRED',
          source: { locator: 'line 29' },
        },
      },
    }));

  it('activities that nobody had promised', async () => {
    const activity = 'activities { nodes { statedOn source { locator } } }';
    expect(await ask(`{ programme(name: "Ofsted monitoring visit") { ${activity} } }`)).toEqual({
      programme: { activities: { nodes: [{ statedOn: '2025-12-02', source: { locator: 'line 33' } }] } },
    });
    expect(await ask(`{ programme(name: "Cared for Children Activity Days") { ${activity} } }`)).toEqual({
      programme: { activities: { nodes: [{ statedOn: '2025-09-02', source: { locator: 'line 38' } }] } },
    });
  });

  it('what we concluded: nobody but who loaded it is made to have said it', async () => {
    const concluded = (await eventsOf(tracker())).filter(({ basis }) => basis === 'INFERRED');
    expect(concluded).toHaveLength(29);
    expect(new Set(concluded.map(({ statedBy }) => statedBy.role))).toEqual(new Set(['importer']));
  });

  it('what people are quoted with, by whom as far as is known, and none of their words', async () => {
    const { feedbackCounts, feedback } = await ask<{
      feedbackCounts: readonly object[];
      feedback: { nodes: readonly { words: null; wordsWithheld: string; told: { source: { locator: string } } }[] };
    }>(`{
      feedbackCounts(groupBy: [SPEAKER_KIND, SPEAKER_BASIS]) { speakerKind speakerBasis count }
      feedback(first: 20) { nodes { words wordsWithheld publishedIn told { basis source { paper locator } } } }
    }`);
    expect(feedbackCounts).toEqual([
      { speakerKind: 'YOUNG_PERSON', speakerBasis: 'INFERRED', count: 10 },
      { speakerKind: 'PROFESSIONAL', speakerBasis: 'INFERRED', count: 1 },
      { speakerKind: 'UNKNOWN', speakerBasis: 'UNKNOWN', count: 1 },
      { speakerKind: 'YOUNG_PERSON', speakerBasis: 'STATED', count: 1 },
    ]);
    const paper = 'Shadow Committee slides, December 2025';
    const lines = [13, 14, 21, 34, 35, 36, 37, 38, 40, 41, 42, 43, 44];
    expect(feedback.nodes.map(({ told }) => told.source.locator).sort()).toEqual(lines.map((line) => `line ${line}`));
    for (const item of feedback.nodes) {
      expect(item).toMatchObject({
        ...{ words: null, wordsWithheld: 'NOT_RECORDED', publishedIn: paper },
        told: { basis: 'STATED', source: { paper } },
      });
    }
  });

  it('which feedback is by whom, about what, in which theme and group', async () => {
    const count = async (filter: string) =>
      (await ask<{ feedback: { totalCount: number } }>(`{ feedback(filter: {${filter}}) { totalCount } }`)).feedback
        .totalCount;
    expect(await count('speakerKind: [UNKNOWN]')).toBe(1);
    expect(await count('theme: ["Meeting the inspectors"]')).toBe(5);
    expect(await count('group: ["Shadow Committee"]')).toBe(5);
    expect(await count('text: "profiles"')).toBe(5);
    expect(await count('publishedIn: ["shadow committee slides, December 2025"]')).toBe(13);
    expect(await count('consentedFor: INTERNAL')).toBe(0);
    const { commitment } = await ask<{ commitment: { id: string } }>('{ commitment(reference: "D-08") { id } }');
    expect(await count(`about: ["${commitment.id}"]`)).toBe(5);
    expect(
      await ask(
        '{ feedback(filter: {theme: "housing"}) { nodes { aboutThings { ... on Commitment { reference } } } } }',
      ),
    ).toEqual({ feedback: { nodes: [{ aboutThings: [{ reference: 'D-09' }] }] } });
    const { feedback } = await ask<{ feedback: object }>('{ feedback(toldBy: "2025-10-01") { totalCount } }');
    expect(feedback).toEqual({ totalCount: 0 });
  });

  it('what young people asked, that nobody has answered it, and what is missing on its way', async () => {
    const { asks } = await ask<{ asks: { nodes: readonly { thread: readonly object[] }[] } }>(`{
      asks(filter: { answered: false }) { nodes {
        group { name } isAnswered isFedBack raisedOn commitments { reference }
        thread { missing steps { sentence } }
      } }
    }`);
    expect(asks.nodes).toEqual([
      {
        ...{ group: { name: 'My VOICE' }, isAnswered: false, isFedBack: false, raisedOn: '2025-12-02' },
        commitments: [{ reference: 'D-08' }],
        thread: [
          {
            missing: ['ANSWER', 'DECISION', 'EVIDENCE', 'IMPACT'],
            steps: [
              { sentence: 'My VOICE asked this on 2 December 2025.' },
              { sentence: 'No answer yet.' },
              { sentence: 'It was put forward on 2 December 2025.' },
              { sentence: 'No decision is recorded.' },
              { sentence: 'An update was received on 2 December 2025.' },
              { sentence: 'No evidence is attached.' },
              { sentence: 'No impact is recorded.' },
            ],
          },
        ],
      },
    ]);
    expect(await one('D-08', 'asks { group { bodyId } }')).toEqual({
      asks: [{ group: { bodyId: bodyId('My VOICE') } }],
    });
  });

  it('the leads who are given tokens: each has something to report on', async () => {
    const theirs = exampleLeads.map(({ body, workstreams }) =>
      body ? `or: [{ lead: ["${body}"] }, { contributor: ["${body}"] }]` : `workstream: ["${workstreams?.join()}"]`,
    );
    expect(await Promise.all(theirs.map((filter) => list(filter)))).toEqual([
      ['D-06', 'S-01'],
      ['D-03', 'S-01', 'S-01e'],
      ['D-09', 'S-02a'],
    ]);
  });

  it('the meetings the minutes are of, the papers they received, and what was recorded from each', async () => {
    const { body } = await ask<{ body: unknown }>(`{
      body(name: "Cared for Children and Care Leavers Committee") {
        meetings { nodes { on papers { citedAs presentedBy entries { totalCount } } decisions { nodes { outcome } } } }
      }
    }`);
    const paper = (month: string, totalCount: number) => ({
      ...{ citedAs: `Shadow Committee slides, ${month} 2025`, presentedBy: ['Shadow Committee'] },
      entries: { totalCount },
    });
    const events = await eventsOf(tracker());
    const citing = (name: string) => events.filter(({ source }) => source?.paper === name).length;
    const [september, december] = ['September', 'December'].map((month) =>
      paper(month, citing(`Shadow Committee slides, ${month} 2025`)),
    );
    expect(body).toEqual({
      meetings: {
        nodes: [
          { on: '2025-12-02', papers: [december], decisions: { nodes: [] } },
          { on: '2025-09-02', papers: [september], decisions: { nodes: [{ outcome: 'RECEIVED' }] } },
          { on: '2025-06-24', papers: [], decisions: { nodes: [] } },
        ],
      },
    });
    expect(september?.entries.totalCount).toBeGreaterThan(24);
  });
};
