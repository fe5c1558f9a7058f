import type { Day, DayRange } from '../event-sourcing/days.js';
import { derivedId } from '../event-sourcing/identity.js';
import type { Command, Sender, Sending, Statement } from '../event-sourcing/messages.js';
import type { Entry, Example } from './example.shape.js';

/** What must be on record before what, within one day of papers. */
export const RANKS = ['NAMES', 'MEETINGS', 'OPENING', 'WHOLES', 'PARTS', 'STORY', 'CLOSING'] as const;
/** One of `RANKS`. */
export type Rank = (typeof RANKS)[number];

/** Commands about one thing each, in order; those of different things wait for nothing of one another. */
export type Round = readonly (readonly Command[])[];

/** What every entry of the example belongs to. */
const LOADING = derivedId('example plan');

type AskedOf<Data extends object> = new (id: string, data: Data, sending: Sending) => Command<Data>;

/** Turns entries of the file into commands, told as their paper told them. */
export class Steps {
  readonly #steps: { readonly day: Day; readonly rank: number; readonly command: Command }[] = [];

  constructor(
    private readonly papers: Example['papers'],
    private readonly sender: Sender,
  ) {}

  /** Asks this of one thing, as the entry says. */
  add<Data extends object>(rank: Rank, asked: AskedOf<Data>, id: string, entry: Entry, data: Data): void {
    const told = this.#told(entry);
    const { paper, locator = '' } = told.source;
    // A paper says one thing of a kind about one thing in one place. However the file is put, that stays the same
    // command, so loading it again records nothing again.
    const commandId = derivedId('example plan', this.sender.id, asked.name, id, paper, locator);
    const command = new asked(id, data, { sender: this.sender, commandId, told, correlationId: LOADING });
    this.#steps.push({ day: told.statedOn, rank: RANKS.indexOf(rank), command });
  }

  /** Asks something that no paper tells of, on a day. */
  conclude<Data extends object>(rank: Rank, asked: AskedOf<Data>, id: string, day: Day, data: Data): void {
    const commandId = derivedId('example plan', this.sender.id, asked.name, id);
    const told = { statedOn: day, basis: 'INFERRED' } as const;
    const command = new asked(id, data, { sender: this.sender, commandId, told, correlationId: LOADING });
    this.#steps.push({ day, rank: RANKS.indexOf(rank), command });
  }

  /** All that was asked: paper by paper, and within a paper in the order of ranks. */
  rounds(): readonly Round[] {
    const byRound = Map.groupBy(this.#steps, ({ day, rank }) => `${day} ${rank}`);
    const inOrder = [...byRound].sort(([a], [b]) => (a < b ? -1 : 1));
    return inOrder.map(([, steps]) => {
      const commands = steps.map(({ command }) => command);
      return [...Map.groupBy(commands, ({ id }) => id).values()];
    });
  }

  #told({ source, basis, happened }: Entry) {
    const [key = '', locator] = source.split(', ', 2);
    const paper = this.papers[key];
    if (!paper) throw new Error(`The example plan cites “${key}”, which is not among its papers.`);
    const { name, statedOn, statedBy } = paper;
    return {
      statedOn,
      source: { paper: name, ...(locator === undefined ? {} : { locator }) },
      // What was concluded is nobody's word but that of whoever loads it.
      ...(basis ? { basis } : { statedBy: { role: null, body: statedBy, name: null } }),
      ...(happened ? { occurredOn: rangeOf(happened) } : {}),
    } satisfies Statement;
  }
}

/** A range whose open ends are said. */
export const rangeOf = ({ earliest, latest }: { earliest?: Day | undefined; latest?: Day | undefined }): DayRange => ({
  earliest: earliest ?? null,
  latest: latest ?? null,
});
