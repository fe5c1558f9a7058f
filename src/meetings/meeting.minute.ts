import type { Day } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import type { MinuteReference } from './meeting.events.js';

/** A minute as it was written. */
interface Written {
  readonly municipalYear: string;
  readonly number: number;
  readonly limb?: string | null | undefined;
}

/** `2025/26`, and what people write for it. */
const YEAR = /^(20\d\d)\s*[/–-]\s*(?:20)?(\d\d)$/;

/**
 * The minute in one spelling, so that it names one decision. A municipal year runs from May to April, from one annual
 * council to the next. Throws INVALID for a year that is none, or in which the decision was not taken.
 */
export const minuteOf = ({ municipalYear, number, limb }: Written, day: Day): MinuteReference => {
  const [, first = '', second = ''] = YEAR.exec(municipalYear.trim()) ?? [];
  if ((Number(first.slice(2)) + 1) % 100 !== Number(second) || first === '') {
    throw new DomainError(
      'INVALID',
      'Give the municipal year as the council writes it, such as 2025/26.',
      'minute.municipalYear',
    );
  }
  const [from, to] = [`${first}-05-01`, `${Number(first) + 1}-04-30`];
  if (day < from || day > to) {
    throw new DomainError(
      'INVALID',
      `The municipal year ${first}/${second} runs from ${from} to ${to}; this was decided on ${day}.`,
      'minute.municipalYear',
    );
  }
  const letters = (limb ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
  if (limb != null && letters === '') {
    throw new DomainError('INVALID', 'Give the limb as a letter or number, such as b, or leave it out.', 'minute.limb');
  }
  return { municipalYear: `${first}/${second}`, number, ...(letters === '' ? {} : { limb: letters }) };
};
