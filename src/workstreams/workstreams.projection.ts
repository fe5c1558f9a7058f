import type { Projection } from '../event-sourcing/projection.js';
import { withAppointment, type Appointed } from '../naming/leads.js';
import {
  namedFields,
  namedIndexes,
  names,
  namedTables,
  saveNamed,
  unnamed,
  type NamedView,
  type Noun,
} from '../naming/naming.projection.js';
import { workstreamWords, type WorkstreamEvent } from './workstream.events.js';

/** What its tables are called. */
export const WORKSTREAM: Noun = { one: 'workstream', many: 'workstreams' };

/** A workstream as the read models hold it. Who leads depends on the day it is read, so every appointment is kept. */
export interface WorkstreamView extends NamedView {
  appointments: readonly Appointed[];
}

/** Workstreams, the names they are found by, and who leads them when. */
export const workstreamsProjection: Projection<WorkstreamView, WorkstreamEvent> = {
  category: 'workstream',
  words: workstreamWords,
  version: 1,
  tables: namedTables(WORKSTREAM, 'appointments text not null'),
  indexes: namedIndexes(WORKSTREAM),
  blank: () => ({ ...unnamed(), appointments: [] }),
  apply: {
    WorkstreamEstablished: names.founded,
    WorkstreamRenamed: names.renamed,
    AliasAdded: names.aliasAdded,
    WorkstreamLeadAppointed(view, { data, day }) {
      view.appointments = withAppointment(view.appointments, data, day);
    },
    WorkstreamClosed: names.closed,
  },
  fields: {
    ...namedFields,
    lead: ({ appointments }) => latest(appointments, false),
    cover: ({ appointments }) => latest(appointments, true),
  },
  save: (prepare, id, view) => saveNamed(prepare, WORKSTREAM, id, view, [JSON.stringify(view.appointments)]),
};

/** The appointment recorded last, as the history says it. */
const latest = (appointments: readonly Appointed[], cover: boolean): string | null => {
  const one = appointments.filter((appointed) => appointed.cover === cover).at(-1);
  if (!one) return null;
  const until = one.until === null ? '' : ` until ${one.until}`;
  return `${one.lead?.name ?? 'vacant'}, from ${one.from}${until}`;
};
