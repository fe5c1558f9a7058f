import type { Authority, TargetDate } from '../commitments/commitment.events.js';
import { isDated, targetText } from '../commitments/commitments.audited.queries.js';
import { dayInWords } from '../event-sourcing/days.js';
import type { Attribution } from '../event-sourcing/messages.js';
import type { DateStory, Move, Refusal } from './slippage.js';

/** A target in a sentence: as it was written, or else its days. */
export const targetInWords = (target: TargetDate | null): string => {
  if (target === null || saysNothing(target)) return 'no date';
  const words = targetText(target, dayInWords)?.trim() ?? '';
  // Away from its paper, a month does not say of which year.
  const year = (target.latest ?? target.earliest)?.slice(0, 4);
  return target.yearInferred && year !== undefined ? `${words} (${year})` : words;
};

const saysNothing = (target: TargetDate | null): boolean => !isDated(target) && !target?.asWritten.trim();

/** When something is due; words that name no day are quoted, for nothing is due `TBC`. */
const dueInWords = (target: TargetDate | null): string => {
  if (isDated(target)) return `due ${targetInWords(target)}`;
  return saysNothing(target) ? 'without a date' : `without a day (“${targetInWords(target)}”)`;
};

/** Names that a sentence puts an article before; of other names nobody can tell. */
const TAKES_AN_ARTICLE =
  /^(?!the\b).*\b(?:board|cabinet|committee|council|executive|forum|group|panel|partnership|service|team)$/i;
const withArticle = (name: string): string => (TAKES_AN_ARTICLE.test(name) ? `the ${name}` : name);

const byWhom = ({ body, role, name }: Attribution): string | null =>
  body === null ? (role ?? name) : withArticle(body);

const leaveOf = ({ name, minute }: Authority): string =>
  minute === undefined ? withArticle(name) : `${withArticle(name)}, minute ${minute}`;

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

const refusalInWords = ({ asked, day, refusedBy }: Refusal): string => {
  const wish = asked
    ? `${byWhom(asked.askedBy) ?? 'somebody'} asked on ${dayInWords(asked.askedOn)} for ${targetInWords(asked.target)}`
    : 'another date was asked for';
  return `${wish}, refused on ${dayInWords(day)} by ${leaveOf(refusedBy)}`;
};

/** One plain sentence about a date, ready to paste into an answer. */
export const sentenceOf = (story: DateStory): string => {
  const { promisedOn, first, firstOn, now, moves, printed, refused, waiting, daysMoved } = story;
  const parts = [
    `Promised on ${dayInWords(promisedOn)}`,
    `${dueInWords(first)}${firstOn > promisedOn ? `, as set on ${dayInWords(firstOn)}` : ''}`,
  ];
  if (moves.length === 1) parts.push(`moved once, ${moveInWords(moves[0] as Move, true)}`);
  if (moves.length > 1) {
    const inAll = daysMoved === null ? '' : `, ${signedDays(daysMoved)} in all`;
    const each = moves.map((move) => moveInWords(move, false)).join('; ');
    parts.push(`moved ${timesInWords(moves.length)}${inAll}: ${each}`);
  }
  if (moves.length > 0) parts.push(`now ${dueInWords(now)}`);
  if (moves.length === 0 && printed === null && waiting === null) parts.push('never moved');
  if (printed) {
    const paper = printed.source ? `“${printed.source.paper}”` : `what was stated on ${dayInWords(printed.day)}`;
    parts.push(`${paper} prints ${targetInWords(printed.target)}, though nobody moved the date`);
  }
  parts.push(...refused.map(refusalInWords));
  if (waiting) {
    const asker = byWhom(waiting.askedBy) ?? 'somebody';
    parts.push(
      `${asker} asked on ${dayInWords(waiting.askedOn)} for ${targetInWords(waiting.target)} and waits for an answer`,
    );
  }
  return `${parts.join('; ')}.`;
};
