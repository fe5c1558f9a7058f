import { describe, it } from '@jest/globals';
import { derivedId } from '../../src/event-sourcing/identity.js';
import {
  AssessRating,
  AttachEvidence,
  DeclareNothingToReport,
  RecordImpact,
  ReportProgress,
  WithdrawEvidence,
} from '../../src/commitments/commitment.progress.commands.js';
import {
  ama,
  asGovernance,
  asImporter,
  asLead,
  dayed,
  EVIDENCE_ID,
  given,
  happened,
  historyTo,
  ID,
  made,
  on,
  OTHER_ID,
} from './commitment.examples.js';

const { completed, evidenced, signedOff, superseded, withdrawn } = happened;
const paper = { source: { paper: 'Improvement plan, December 2025' } };

describe('a report of progress', () => {
  const report = new ReportProgress(ID, { summary: 'The design is agreed', percent: 40 }, asLead());
  const reported = { type: 'ProgressReported', data: { summary: 'The design is agreed', percent: 40 } } as const;

  it('keeps the words and the percentage', () => given(made()).when(report).then(reported));

  it('needs no percentage', () =>
    given(made())
      .when(new ReportProgress(ID, { summary: 'The design is agreed', percent: null }, asLead()))
      .then({ type: 'ProgressReported', data: { summary: 'The design is agreed' } }));

  it.each(['PROPOSED', 'ON_HOLD', 'COMPLETED'] as const)('is taken while it is %s', (state) =>
    given(...historyTo[state])
      .when(report)
      .then(reported),
  );

  it('may be older than the commitment', () =>
    given(made())
      .when(new ReportProgress(ID, reported.data, asLead(on('2025-08-31'))))
      .then(reported));

  it('does not lie in the future', () =>
    given(made())
      .when(new ReportProgress(ID, reported.data, asLead(on('2025-12-03'))))
      .thenRefused('INVALID', /2025-12-03.*2025-12-02/, 'told.occurredOn'));
});

describe('a fact about what has ended', () => {
  const report = (when: string) => new ReportProgress(ID, { summary: 'Launched' }, asLead(on(when)));
  const closed = [made(), completed, dayed(signedOff, '2025-11-20')] as const;

  it('belongs to the story when it happened by that day', () =>
    given(...closed)
      .when(report('2025-11-20'))
      .then({ type: 'ProgressReported', data: { summary: 'Launched' } }));

  it('is refused when it happened later', () =>
    given(...closed)
      .when(report('2025-11-21'))
      .thenRefused('RULE', /was closed on 2025-11-20; reopen it before you report more about it/));

  it('is refused when the commitment was withdrawn', () =>
    given(made(), withdrawn)
      .when(report('2025-11-21'))
      .thenRefused('RULE', /withdrawn on 2025-09-02; reopen/));

  it('goes to the successor of what was superseded', () =>
    given(made(), superseded)
      .when(report('2025-11-21'))
      .thenRefused('RULE', /report on the one that replaced it/));
});

describe('nothing to report', () => {
  it('has a reason, and the meeting that asked', () =>
    given(made())
      .when(new DeclareNothingToReport(ID, { reason: 'The hub is shut', meetingId: OTHER_ID }, asLead()))
      .then({ type: 'NothingToReportDeclared', data: { reason: 'The hub is shut', meetingId: OTHER_ID } }));
});

describe('a rating', () => {
  const data = { rating: 'AMBER', label: 'Amber', scale: 'RAG', reason: 'The printer is late' };

  it("is the lead's own judgement when a lead gives it", () =>
    given(made())
      .when(new AssessRating(ID, data, asLead()))
      .then({ type: 'RatingAssessed', data: { ...data, assessor: 'LEAD' } }));

  it("is never the board's when a lead gives it", () =>
    given(made())
      .when(new AssessRating(ID, { ...data, assessor: 'BOARD' }, asLead()))
      .thenRefused('FORBIDDEN', /your own judgement/, 'assessor'));

  it("is the board's when governance staff record it so", () =>
    given(made())
      .when(new AssessRating(ID, { ...data, assessor: 'BOARD' }, asGovernance()))
      .then({ type: 'RatingAssessed', data: { ...data, assessor: 'BOARD' } }));

  it('says whose it is when governance staff record it', () =>
    given(made())
      .when(new AssessRating(ID, data, asGovernance()))
      .thenRefused('INVALID', /whose judgement/, 'assessor'));

  it('has a reason', () =>
    given(made())
      .when(new AssessRating(ID, { rating: 'AMBER' }, asLead()))
      .thenRefused('INVALID', /Say why/, 'reason'));

  it('has none where the paper gives none', () =>
    given(made())
      .when(new AssessRating(ID, { rating: 'AMBER', assessor: 'LEAD' }, asImporter(paper)))
      .then({ type: 'RatingAssessed', data: { rating: 'AMBER', assessor: 'LEAD' } }));
});

describe('an impact', () => {
  it('is expected or observed, and for somebody', () => {
    const data = { statement: 'Skills, not badges', expectedOrObserved: 'EXPECTED', forWhom: 'care leavers' } as const;
    given(made())
      .when(new RecordImpact(ID, data, asLead()))
      .then({ type: 'ImpactRecorded', data });
  });
});

describe('evidence', () => {
  const data = { kind: 'PICTURE', title: 'The launch', file: 'launch.jpg', altText: 'A room with balloons' };
  const evidenceId = derivedId(asLead().commandId, 'evidence');

  it('gets an id from the command that attached it', () =>
    given(made())
      .when(new AttachEvidence(ID, data, asLead()))
      .then({ type: 'EvidenceAttached', data: { evidenceId, ...data } }));

  it('may be a link', () =>
    given(made())
      .when(
        new AttachEvidence(ID, { kind: 'DOCUMENT', title: 'Minutes', link: 'https://example.org/minutes' }, asLead()),
      )
      .then({
        type: 'EvidenceAttached',
        data: { evidenceId, kind: 'DOCUMENT', title: 'Minutes', link: 'https://example.org/minutes' },
      }));

  it.each([
    ['neither', {}],
    ['both', { link: 'https://example.org', file: 'launch.jpg' }],
  ])('is a link or a file, not %s', (_, where) =>
    given(made())
      .when(new AttachEvidence(ID, { kind: 'PICTURE', title: 'The launch', ...where }, asLead()))
      .thenRefused('INVALID', /either a link or a file/, 'link'),
  );

  const reason = 'No consent for the picture';
  const gone = { type: 'EvidenceWithdrawn', data: { evidenceId: EVIDENCE_ID, reason } } as const;

  it('is withdrawn by who attached it', () =>
    given(made(), evidenced)
      .when(new WithdrawEvidence(ID, gone.data, asLead()))
      .then(gone));

  it('is withdrawn by governance staff', () =>
    given(made(), evidenced)
      .when(new WithdrawEvidence(ID, gone.data, asGovernance()))
      .then(gone));

  it('is withdrawn by no other lead', () =>
    given(made(), evidenced)
      .when(new WithdrawEvidence(ID, gone.data, { ...asLead(), sender: { ...ama, id: 'account-ben' } }))
      .thenRefused('FORBIDDEN', /you attached yourself/));

  it('is withdrawn also after the commitment was closed', () =>
    given(made(), evidenced, completed, signedOff)
      .when(new WithdrawEvidence(ID, gone.data, asGovernance()))
      .then(gone));

  it('is not withdrawn before it was attached', () =>
    given(made(), dayed(evidenced, '2025-11-12'))
      .when(new WithdrawEvidence(ID, gone.data, asLead(on('2025-11-11'))))
      .thenRefused('INVALID', /attached on 2025-11-12/, 'told.occurredOn'));

  it('is withdrawn once', () =>
    given(made(), evidenced, gone)
      .when(new WithdrawEvidence(ID, gone.data, asLead()))
      .thenRefused('RULE', /withdrawn already/, 'evidenceId'));
});
