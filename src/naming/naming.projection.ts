import type { Day } from '../event-sourcing/days.js';
import type { Prepare } from '../event-sourcing/projection.js';
import { nameKey, type AliasAdded, type Names, type Renaming } from './naming.js';

/** Another name in use, and the first day on which the record knows it. */
export interface KnownAs {
  readonly name: string;
  readonly from: Day;
}

/** What everything with names has in common, as the read models hold it. */
export interface NamedView {
  /** Empty until it is founded. */
  name: string;
  /** The day since which it is called so. */
  namedOn: Day;
  foundedOn: Day;
  aliases: readonly KnownAs[];
  /** The council's own word for what it is; `null`: none was given. */
  kind: string | null;
  closedOn: Day | null;
}

/** An entry's data and the day it counts from. */
interface On<Data> {
  readonly data: Data;
  readonly day: Day;
}

/** A view before anything happened. */
export const unnamed = (): NamedView => ({
  name: '',
  namedOn: '',
  foundedOn: '',
  aliases: [],
  kind: null,
  closedOn: null,
});

const isSame = (a: string, b: string): boolean => nameKey(a) === nameKey(b);

/** Each name once, the first time it was known, and never the thing's own name. */
const aliasesOf = (name: string, names: readonly KnownAs[]): readonly KnownAs[] =>
  names.filter(
    (alias, n) => !isSame(alias.name, name) && names.findIndex((other) => isSame(other.name, alias.name)) === n,
  );

/** What each event about names does to a view; the events of every kind of named thing have these shapes. */
export const names = {
  founded: (view: NamedView, { data, day }: On<Names & { readonly kind?: string }>): void => {
    const known = data.aliases.map((name) => ({ name, from: day }));
    Object.assign(view, { name: data.name, namedOn: day, foundedOn: day, kind: data.kind ?? null });
    view.aliases = aliasesOf(data.name, known);
  },

  renamed: (view: NamedView, { data: { name, oldNameStaysAlias }, day }: On<Renaming>): void => {
    const old = { name: view.name, from: view.namedOn };
    view.aliases = aliasesOf(name, oldNameStaysAlias ? [...view.aliases, old] : view.aliases);
    view.name = name;
    view.namedOn = day;
  },

  aliasAdded: (view: NamedView, { data, day }: On<AliasAdded['data']>): void => {
    view.aliases = aliasesOf(view.name, [...view.aliases, { name: data.alias, from: day }]);
  },

  closed: (view: NamedView, { day }: On<object>): void => {
    view.closedOn = day;
  },
} as const;

/** What the history shows of everything with names. */
export const namedFields = {
  name: ({ name }: NamedView) => name || null,
  aliases: ({ aliases }: NamedView) => aliases.map(({ name }) => name).join(', ') || null,
  kind: ({ kind }: NamedView) => kind,
  closedOn: ({ closedOn }: NamedView) => closedOn,
} as const;

/** How a kind of named thing is called in tables: one of it, and many. */
export interface Noun {
  readonly one: string;
  readonly many: string;
}

/** The tables of one kind of named thing: its own, and `⟨one⟩_names` with every name it is found by. */
export const namedTables = ({ one, many }: Noun, columns = ''): string => `
  create table ${many} (
    id text primary key, name text not null, name_key text not null, named_on text not null, founded_on text not null,
    aliases text not null, kind text, closed_on text${columns && `, ${columns}`}
  ) strict, without rowid;
  create table ${one}_names (
    id text not null, name_key text not null, name text not null, primary key (id, name_key)
  ) strict, without rowid;
`;

/** The indexes of `namedTables`. */
export const namedIndexes = ({ one, many }: Noun): string => `
  create index ${many}_by_name on ${many} (name_key, id);
  create index ${one}_names_by_key on ${one}_names (name_key);
`;

/** Replaces the rows of one named thing; `more` are the values of its own columns, in their order. */
export const saveNamed = (
  prepare: Prepare,
  { one, many }: Noun,
  id: string,
  view: NamedView,
  more: readonly (string | number | null)[] = [],
): void => {
  prepare(`delete from ${one}_names where id = ?`).run(id);
  if (view.name === '') {
    // Its founding was voided: nothing of that name was ever there.
    prepare(`delete from ${many} where id = ?`).run(id);
    return;
  }
  const { name, namedOn, foundedOn, aliases, kind, closedOn } = view;
  const values = [id, name, nameKey(name), namedOn, foundedOn, JSON.stringify(aliases), kind, closedOn, ...more];
  prepare(`insert or replace into ${many} values (${values.map(() => '?').join(', ')})`).run(...values);
  const add = prepare(`insert into ${one}_names values (?, ?, ?)`);
  for (const known of [view, ...aliases]) add.run(id, nameKey(known.name), known.name);
};
