import type { Day, DayRange } from '../event-sourcing/days.js';
import { DomainError } from '../event-sourcing/errors.js';
import { dayOf, refuseOutOfOrder } from '../event-sourcing/lifecycle-days.js';
import type { Command, DomainEvent } from '../event-sourcing/messages.js';

/** What a thing is called, and what else it is called. */
export interface Names {
  readonly name: string;
  readonly aliases: readonly string[];
}

/** The data of every `…Renamed` event. */
export interface Renaming {
  readonly name: string;
  readonly oldNameStaysAlias: boolean;
}

/** Another name in use for the same thing; one event type for everything that has names. */
export type AliasAdded = DomainEvent<'AliasAdded', { readonly alias: string }>;

/** A workstream, programme or body, as far as its names go; `null` before it is founded. */
export interface Named extends Names {
  readonly isClosed: boolean;
  /** The day of the last change of its life. */
  readonly lastDay: Day;
}

/** What the rules about names need to know of other streams. */
export interface NamingFacts {
  /** Every name and alias of the other things of the same kind, closed ones included. */
  readonly namesOfOthers: readonly string[];
}

/** An event's data and the two times its day is taken from. */
interface Told<Data> {
  readonly data: Data;
  readonly occurredOn: DayRange;
  readonly statedOn: Day;
}

const tidy = (name: string): string => name.trim().replace(/\s+/g, ' ');

/**
 * The same for two spellings of one name: letter case, spacing, and the quotes and dashes a word processor puts in do
 * not count. Ids are derived from it, so it must never change.
 */
export const nameKey = (name: string): string =>
  tidy(name.normalize('NFC'))
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[‐‑‒–—]/g, '-')
    .toLowerCase();

const isSame = (a: string, b: string): boolean => nameKey(a) === nameKey(b);

/** Each name once, in the first spelling, and never the thing's own name. */
const aliasesOf = (name: string, names: readonly string[]): readonly string[] =>
  names.map(tidy).filter((alias, n, all) => !isSame(alias, name) && all.findIndex((one) => isSame(one, alias)) === n);

/** The rules about the names of one kind of thing; `noun` is what the refusals call it. Each answers its event's data. */
export const namingRules = (noun: string) => {
  const standing = (thing: Named | null): Named => {
    if (!thing) throw new DomainError('NOT_FOUND', `There is no such ${noun}.`);
    if (thing.isClosed) throw new DomainError('RULE', `This ${noun} is closed and takes no more changes.`);
    return thing;
  };

  const free = (name: string, { namesOfOthers }: NamingFacts, field: string): void => {
    if (!namesOfOthers.some((taken) => isSame(taken, name))) return;
    throw new DomainError(
      'RULE',
      `Another ${noun} already goes by the name “${tidy(name)}”; give a different name.`,
      field,
    );
  };

  return {
    /** The thing, when it may still change. */
    standing,

    /** A new thing, whose id comes from its name: one that is there already is never founded twice. */
    found(
      command: Command<{ readonly name: string; readonly aliases?: readonly string[] }>,
      thing: Named | null,
      facts: NamingFacts,
    ): Names {
      const { name, aliases } = command.data;
      if (thing) throw new DomainError('RULE', alreadyFounded(noun, name, thing), 'name');
      free(name, facts, 'name');
      aliases?.forEach((alias, n) => free(alias, facts, `aliases.${n}`));
      refuseOutOfOrder(command, null);
      return { name: tidy(name), aliases: aliasesOf(name, aliases ?? []) };
    },

    /** A new name; the old one may go on as an alias. A mere change of spelling is a new name too. */
    rename(command: Command<Renaming>, thing: Named | null, facts: NamingFacts): Renaming {
      const { name: old, lastDay } = standing(thing);
      const name = tidy(command.data.name);
      if (name === old) throw new DomainError('RULE', `This ${noun} has that name already.`, 'name');
      free(name, facts, 'name');
      refuseOutOfOrder(command, lastDay);
      return { name, oldNameStaysAlias: command.data.oldNameStaysAlias };
    },

    /** One more name in use, in the order of the thing's life: what a name means depends on the names before it. */
    addAlias(command: Command<AliasAdded['data']>, thing: Named | null, facts: NamingFacts): AliasAdded['data'] {
      const { name, aliases, lastDay } = standing(thing);
      const alias = tidy(command.data.alias);
      if ([name, ...aliases].some((known) => isSame(known, alias))) {
        throw new DomainError('RULE', `This ${noun} already goes by that name.`, 'alias');
      }
      free(alias, facts, 'alias');
      refuseOutOfOrder(command, lastDay);
      return { alias };
    },

    /** The end of the thing's life; its history and names stay. */
    close(command: Command, thing: Named | null): object {
      refuseOutOfOrder(command, standing(thing).lastDay);
      return {};
    },
  };
};

const alreadyFounded = (noun: string, name: string, thing: Named): string => {
  if (thing.isClosed) return `There was a ${noun} of that name, now closed; give the new one a different name.`;
  if (isSame(name, thing.name)) return `There is already a ${noun} of that name.`;
  return `There is already a ${noun} that was first called so; its name is now “${thing.name}”.`;
};

/** How names change with what happened; each answers the state after the event. */
export const naming = {
  founded: (event: Told<Names>): Named => ({
    name: event.data.name,
    aliases: event.data.aliases,
    isClosed: false,
    lastDay: dayOf(event),
  }),

  renamed(thing: Named | null, event: Told<Renaming>): Named | null {
    if (!thing) return null;
    const { name, oldNameStaysAlias } = event.data;
    const aliases = oldNameStaysAlias ? [...thing.aliases, thing.name] : thing.aliases;
    return { ...thing, name, aliases: aliasesOf(name, aliases), lastDay: dayOf(event) };
  },

  aliasAdded: (thing: Named | null, event: Told<AliasAdded['data']>): Named | null =>
    thing && { ...thing, aliases: aliasesOf(thing.name, [...thing.aliases, event.data.alias]), lastDay: dayOf(event) },

  closed: (thing: Named | null, event: Told<object>): Named | null =>
    thing && { ...thing, isClosed: true, lastDay: dayOf(event) },

  /** Something else that belongs to the order of the thing's life. */
  lived: (thing: Named | null, event: Told<object>): Named | null => thing && { ...thing, lastDay: dayOf(event) },
};
