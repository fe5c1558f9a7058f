import { AUDIT_NAMES, type FindingAnswer } from '../audit/audit.queries.js';
import { columnsOf, together } from './exports.columns.js';
import { flatFile } from './exports.file.js';
import { COMMITMENT_FILTER, filterOf } from './exports.conditions.js';
import { day, listOf, type ValuesOf } from './exports.parameters.js';

/** Findings read at a time. */
const PAGE = 200;

interface Found {
  readonly question: string;
  readonly finding: FindingAnswer;
}

const column = columnsOf<Found>();

const COLUMNS = [
  column('question', 'Question', ({ question }) => question),
  column('day', 'Day', ({ finding }) => finding.day),
  column('sentence', 'What was found', ({ finding }) => finding.sentence),
  column('reference', 'Reference', ({ finding }) => finding.commitment?.reference),
  column('title', 'Title', ({ finding }) => finding.commitment?.title),
  column('state', 'State', ({ finding }) => finding.commitment?.state),
  column('lead', 'Lead', ({ finding }) => finding.commitment?.lead?.lead?.name),
  column('commitmentId', 'Id of the commitment', ({ finding }) => finding.row.commitmentId),
  column('decisionId', 'Id of the decision', ({ finding }) => finding.row.decisionId),
  column('aboutId', 'Id of what it is about', ({ finding }) => finding.row.aboutId),
  column('entryIds', 'Entries behind it', ({ finding }) => together(finding.row.entryIds)),
];

const PARAMETERS = { question: listOf(AUDIT_NAMES), from: day, to: day, ...COMMITMENT_FILTER };

/** What the standing questions of the audit find: one row for each finding. */
export const auditFile = flatFile({
  name: 'audit',
  columns: COLUMNS,
  parameters: PARAMETERS,
  async *things(
    { reading, audit },
    { question: questions = AUDIT_NAMES, from, to, ...conditions }: ValuesOf<typeof PARAMETERS>,
  ) {
    const filter = Object.keys(conditions).length === 0 ? null : filterOf(conditions);
    for (const question of questions) {
      for await (const findings of audit.all(reading, question, { from, to, filter }, PAGE)) {
        yield findings.map((finding) => ({ question, finding }));
      }
    }
  },
});
