import { describe, it } from '@jest/globals';
import { SubmitUpdate } from '../../src/commitments/commitment.commands.js';
import { derivedId } from '../../src/event-sourcing/identity.js';
import { asLead, dated, day, dayed, given, happened, historyTo, ID, made, march, on } from './commitment.examples.js';

const submit = (data: SubmitUpdate['data']) => new SubmitUpdate(ID, data, asLead());
const progress = { summary: 'The design is agreed', percent: 40 };
const rating = { rating: 'AMBER', reason: 'The printer is late' };
const impact = { statement: 'Skills, not badges', expectedOrObserved: 'EXPECTED' } as const;
const evidence = { kind: 'PICTURE', title: 'The launch', file: 'launch.jpg' };
const dateRequest = { target: { asWritten: 'March 2026' }, reason: 'The printer is late' };
const completion = { doneOn: day('2025-11-12'), whatWasDone: 'Launched in both hubs' };

describe('an update', () => {
  it('becomes one entry for each thing it says', () => {
    const evidenceId = derivedId(asLead().commandId, 'evidence');
    given(dated)
      .when(submit({ progress, rating, impact, evidence, dateRequest }))
      .then(
        { type: 'ProgressReported', data: progress },
        { type: 'RatingAssessed', data: { ...rating, assessor: 'LEAD' } },
        { type: 'ImpactRecorded', data: impact },
        { type: 'EvidenceAttached', data: { evidenceId, ...evidence } },
        { type: 'TargetMoveRequested', data: { target: march, reason: dateRequest.reason } },
      );
  });

  it('may report completion beside progress, each on its own day', () =>
    given(made())
      .when(submit({ progress, completion }))
      .then(
        { type: 'ProgressReported', data: progress },
        { type: 'CompletionReported', data: completion, occurredOn: day('2025-11-12') },
      ));

  it('may say instead that there is nothing to report, and then nothing else', () => {
    const nothingToReport = { reason: 'It begins in spring' };
    given(made()).when(submit({ nothingToReport })).then({ type: 'NothingToReportDeclared', data: nothingToReport });
    given(made())
      .when(submit({ progress, nothingToReport }))
      .thenRefused('RULE', /something to report or nothing/, 'nothingToReport');
    given(...historyTo.CLOSED)
      .when(submit({ nothingToReport }))
      .thenRefused('RULE', /closed/, 'nothingToReport');
  });

  it('says something', () =>
    given(made())
      .when(submit({ progress: null }))
      .thenRefused('INVALID', /at least one thing/));

  it('is refused whole when one part is refused, naming the field in its part', () => {
    given(made())
      .when(submit({ progress, rating: { rating: 'AMBER', assessor: 'BOARD', reason: 'Late' } }))
      .thenRefused('FORBIDDEN', /your own judgement/, 'rating.assessor');
    given(dated)
      .when(submit({ progress, dateRequest: { ...dateRequest, target: { asWritten: 'January 2026' } } }))
      .thenRefused('RULE', /on record already/, 'dateRequest.target');
    given(made(), dayed(happened.started, '2025-11-20'))
      .when(submit({ completion }))
      .thenRefused('INVALID', /2025-11-12.*2025-11-20/, 'completion.doneOn');
    given(...historyTo.PROPOSED)
      .when(submit({ completion }))
      .thenRefused('RULE', /agreed or started/, 'completion');
  });

  it('has one day for all its parts', () =>
    given(made())
      .when(new SubmitUpdate(ID, { progress }, asLead(on('2025-12-03'))))
      .thenRefused('INVALID', /2025-12-03/, 'told.occurredOn'));

  it('does not ask for a later date of what it reports complete', () =>
    given(dated)
      .when(submit({ dateRequest, completion }))
      .thenRefused('RULE', /one or the other/, 'dateRequest'));
});
