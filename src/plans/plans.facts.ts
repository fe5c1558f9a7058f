import type { GatherFacts } from '../event-sourcing/command-handling.js';
import type { Reader } from '../event-sourcing/reader.js';
import type { PlanCommand } from './plan.commands.js';
import type { PlanFacts } from './plan.mapping.js';

/** What the rules of plans ask of the commitments. */
export interface PlanCommitments {
  /** Those of a plan of which something is still expected. */
  readonly openIn: (reader: Reader, planId: string) => PlanFacts['openCommitments'];
  /** Those among these ids that are in the record. */
  readonly known: (reader: Reader, ids: readonly string[]) => ReadonlySet<string>;
}

/** A refresh must account for every open commitment of the plan; no other command asks for anything. */
export const planFacts =
  ({ openIn, known }: PlanCommitments): GatherFacts<PlanCommand, PlanFacts> =>
  (reader, command) => {
    if (command.type !== 'RefreshPlan') return { openCommitments: [], knownCommitmentIds: new Set() };
    const successors = command.data.mapping.flatMap(({ successorIds }) => successorIds ?? []);
    return { openCommitments: openIn(reader, command.id), knownCommitmentIds: known(reader, successors) };
  };
