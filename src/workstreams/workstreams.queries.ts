import { coversOn, leadOn, type Appointed } from '../naming/leads.js';
import { namedQueries, type NamedAnswer } from '../naming/naming.queries.js';
import { WORKSTREAM } from './workstreams.projection.js';

/** A workstream, as it is answered. */
export type WorkstreamAnswer = NamedAnswer & {
  /** Who leads on the day it is read; `null`: nobody was appointed, or the appointment is over. */
  readonly lead: Appointed | null;
  /** Who stands in for the lead on that day. */
  readonly covers: readonly Appointed[];
  /** Every appointment, in the order of recording. */
  readonly appointments: readonly Appointed[];
};

/** The questions about workstreams. */
export const workstreams = namedQueries(WORKSTREAM, (rows: readonly { appointments: string }[], { day }) =>
  rows.map((row) => {
    const appointments = JSON.parse(row.appointments) as readonly Appointed[];
    return { lead: leadOn(appointments, day), covers: coversOn(appointments, day), appointments };
  }),
);
