import type { Authority, TargetDate } from '../commitments/commitment.events.js';
import { dayInWords } from '../event-sourcing/days.js';
import type { Attribution } from '../event-sourcing/messages.js';
import type { DateStory, Move } from './slippage.js';

/** A target in a sentence: as it was written, or else its days. */
export const targetInWords = (target: TargetDate | null): string => {
  if (target === null) return 'no date';
  const { asWritten, earliest, latest } = target;
  if (asWritten.trim() !== '') return asWritten.trim();
  if (latest === null) return earliest === null ? 'no date' : `from ${dayInWords(earliest)}`;
  if (earliest === latest) return dayInWords(latest);
  return earliest === null ? `by ${dayInWords(latest)}` : `${dayInWords(earliest)} to ${dayInWords(latest)}`;
};

const byWhom = ({ body, role, name }: Attribution): string | null => body ?? role ?? name;

const leaveOf = ({ name, minute }: Authority): string => (minute === undefined ? name : `${name}, minute ${minute}`);

const timesInWords = (times: number): string => (times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`);

/** A number of days, without its sign: 1 day, 62 days. */
export const daysInWords = (days: number): string => `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`;

/** By how far, asked by whom and allowed by whom; what is not on record is said, for somebody has to answer for it. */
const moveInWords = (move: Move, isOnly: boolean): string => {
  const { days, from, to, asked, allowedBy } = move;
  const way =
    days === null || !isOnly
      ? `from ${targetInWords(from)} to ${targetInWords(to)}${days === null ? '' : ` (${signedDays(days)})`}`
      : signedDays(days);
  const asker = asked && byWhom(asked.askedBy);
  const wish = asker === null ? '' : `, asked by ${asker}`;
  const leave = allowedBy === null ? ', by what replaced it and nobody’s leave' : `, allowed by ${leaveOf(allowedBy)}`;
  return `${way}${wish}${leave}`;
};

const signedDays = (days: number): string =>
  days < 0 ? `brought forward by ${daysInWords(days)}` : `by ${daysInWords(days)}`;

/** One plain sentence about a date, ready to paste into an answer. */
export const sentenceOf = (story: DateStory): string => {
  const { promisedOn, first, now, moves, restated, waiting, daysMoved } = story;
  const parts = [
    `Promised on ${dayInWords(promisedOn)}`,
    first === null ? 'no date was given' : `due ${targetInWords(first)}`,
  ];
  if (moves.length === 1) parts.push(`moved once, ${moveInWords(moves[0] as Move, true)}`);
  if (moves.length > 1) {
    const inAll = daysMoved === null ? '' : `, ${signedDays(daysMoved)} in all`;
    const each = moves.map((move) => moveInWords(move, false)).join('; ');
    parts.push(`moved ${timesInWords(moves.length)}${inAll}: ${each}`);
  }
  if (moves.length > 0) parts.push(`now due ${targetInWords(now)}`);
  if (moves.length === 0 && restated.length === 0 && waiting === null) parts.push('never moved');
  const last = restated.at(-1);
  if (last) {
    const paper = last.source ? `“${last.source.paper}”` : `what was stated on ${dayInWords(last.day)}`;
    parts.push(`${paper} prints ${targetInWords(last.target)}, though nobody moved the date`);
  }
  if (waiting) {
    const asker = byWhom(waiting.askedBy) ?? 'Somebody';
    parts.push(
      `${asker} asked on ${dayInWords(waiting.askedOn)} for ${targetInWords(waiting.target)} and waits for an answer`,
    );
  }
  return `${parts.join('; ')}.`;
};
