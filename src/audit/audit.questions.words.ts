import type { CommitmentEvent } from '../commitments/commitment.events.js';
import { hasEnded } from '../commitments/commitments.audited.queries.js';
import { dayInWords } from '../event-sourcing/days.js';
import type { Attribution, Role } from '../event-sourcing/messages.js';
import { coversOn, leadOn } from '../naming/leads.js';
import { nameKey } from '../naming/naming.js';
import { amongCommitments, amongEntries, type AuditQuestion } from './audit.question.js';

type DataOf<Type extends CommitmentEvent['type']> = Extract<CommitmentEvent, { type: Type }>['data'];

/** Roles that do not say for whom their holder speaks: a lead of some team, and whoever only types in what papers state. */
const SPEAK_FOR_OTHERS: readonly (string | null)[] = ['lead', 'importer', 'system'] satisfies readonly Role[];

/** The team that speaks, or else the role; `null`: nobody knows. */
const teamOf = ({ body, role }: Attribution): string | null => body ?? (SPEAK_FOR_OTHERS.includes(role) ? null : role);

/** Questions about who answers, who speaks, and what the promise says. */
export const wordsQuestions: readonly AuditQuestion[] = [
  {
    name: 'UPDATED_BY_ANOTHER',
    sentence: 'Progress was reported by someone who does not lead it, nor stands in for the lead.',
    period: 'the day of the report',
    find: amongEntries({ types: ['ProgressReported'], by: 'day' }, (entry, record) => {
      const team = teamOf(entry.statedBy);
      const appointments = record.commitment(entry.stream)?.appointments ?? [];
      const lead = leadOn(appointments, entry.day)?.lead;
      if (team === null || !lead) return null;
      const answering = [lead, ...coversOn(appointments, entry.day).flatMap((cover) => cover.lead ?? [])];
      const said = [team, entry.statedBy.role].flatMap((one) => (one === null ? [] : nameKey(one)));
      if (answering.some(({ name }) => said.includes(nameKey(name)))) return null;
      return { said: [entry.day, team, lead.name] };
    }),
    say: (day, team, lead) => `Progress was reported on ${dayInWords(day as string)} by ${team}; ${lead} leads it.`,
  },
  {
    name: 'RATINGS_DIFFER',
    sentence: 'The latest judgement of the lead and that of the board differ.',
    period: 'the day of the later judgement',
    find: amongCommitments(({ ratings }) => {
      const of = (assessor: string) => ratings.find((one) => nameKey(one.assessor) === assessor);
      const [lead, board] = [of('lead'), of('board')];
      if (!lead || !board || nameKey(lead.rating) === nameKey(board.rating)) return null;
      // What two scales say cannot be compared.
      if (lead.scale !== null && board.scale !== null && nameKey(lead.scale) !== nameKey(board.scale)) return null;
      return {
        day: lead.effectiveDay > board.effectiveDay ? lead.effectiveDay : board.effectiveDay,
        entryIds: [lead.entryId, board.entryId],
        said: [lead.label ?? lead.rating, lead.effectiveDay, board.label ?? board.rating, board.effectiveDay],
      };
    }),
    say: (lead, leadOn, board, boardOn) =>
      `The lead’s judgement is ${lead} (${dayInWords(leadOn as string)}), the board’s ${board} (${dayInWords(boardOn as string)}).`,
  },
  {
    name: 'NO_LEAD',
    sentence: 'Nobody leads it, and it has not ended: the council answers.',
    period: 'the day the promise was made',
    find: amongCommitments(({ appointments, standing, made }, day) => {
      if (leadOn(appointments, day)?.lead || hasEnded(standing.state) || !made) return null;
      return { day: made.effectiveDay, entryIds: [made.entryId], said: [made.effectiveDay] };
    }),
    say: (day) => `Made on ${dayInWords(day as string)}; nobody leads it, so the council answers.`,
  },
  {
    name: 'REWORDED_AFTER_AGREEMENT',
    sentence: 'The title or the wording was changed after the promise was agreed.',
    period: 'the day of the change',
    find: amongEntries({ types: ['CommitmentReworded'], by: 'day' }, (entry, record) => {
      const { title, wording } = entry.data<DataOf<'CommitmentReworded'>>();
      const agreed =
        record.before(entry, ['CommitmentAgreed']) ?? madeAsAgreed(record.before(entry, ['CommitmentMade']));
      if (!agreed) return null;
      // Erased words read `null`; what was not changed is not there at all.
      const what = title === undefined ? 'wording' : wording === undefined ? 'title' : 'title and wording';
      return { with: [agreed], said: [agreed.day, what, entry.day] };
    }),
    say: (agreed, what, day) =>
      `Agreed by ${dayInWords(agreed as string)}; its ${what} changed on ${dayInWords(day as string)}.`,
  },
];

const madeAsAgreed = <Entry extends { data<Data>(): Data }>(made: Entry | null): Entry | null =>
  made?.data<DataOf<'CommitmentMade'>>().initialState === 'PROPOSED' ? null : made;
