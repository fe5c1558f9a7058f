import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsId, IsIds, IsLabel, IsNested, IsOneOf, IsWords, Optional } from '../event-sourcing/validation.js';
import { nameKey } from '../naming/naming.js';
import { ClosingShape } from '../naming/naming.shapes.js';
import { AuthorityShape } from '../naming/party.shapes.js';
import { MAPPING_OUTCOMES, type MappingOutcome } from './plan.events.js';

class AdoptPlanShape {
  @IsWords(300) title!: string;
  @IsLabel() version!: string;
  @IsNested(() => AuthorityShape) adoptedBy!: AuthorityShape;
}

class MappedShape {
  @IsId() commitmentId!: string;
  @IsOneOf(MAPPING_OUTCOMES) outcome!: MappingOutcome;
  @Optional() @IsIds() successorIds?: string[];
}

class RefreshPlanShape {
  @IsLabel() version!: string;
  @IsNested(() => MappedShape, { each: true, most: 5_000 }) mapping!: MappedShape[];
}

/** The id of the plan of this title: however often it is asked for, it exists once. */
export const planId = (title: string): string => derivedId('plan', nameKey(title));

/** A council has a plan, in its first version. Its id is `planId(title)`. */
export class AdoptPlan extends Command<AdoptPlanShape> {
  static readonly shape = AdoptPlanShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'AdoptPlan';
}

/** A new version of a plan is in force, and says what becomes of every promise still open in the old one. */
export class RefreshPlan extends Command<RefreshPlanShape> {
  static readonly shape = RefreshPlanShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'RefreshPlan';
}

/** A plan has come to its end; its commitments keep their own states. */
export class ClosePlan extends Command<ClosingShape> {
  static readonly shape = ClosingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'ClosePlan';
}

/** Everything that may be asked of a plan. */
export const planCommands = [AdoptPlan, RefreshPlan, ClosePlan] as const satisfies readonly CommandClass[];
/** One of `planCommands`. */
export type PlanCommand = InstanceType<(typeof planCommands)[number]>;
