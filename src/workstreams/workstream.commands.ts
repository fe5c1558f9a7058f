import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { nameKey } from '../naming/naming.js';
import { AliasShape, ClosingShape, NamesShape, RenamingShape } from '../naming/naming.shapes.js';
import { AppointmentShape } from '../naming/party.shapes.js';

/** The id of the workstream founded under this name: however often it is asked for, it exists once. */
export const workstreamId = (name: string): string => derivedId('workstream', nameKey(name));

/** A standing strand of the board's work is there. Its id is `workstreamId(name)`. */
export class EstablishWorkstream extends Command<NamesShape> {
  static readonly shape = NamesShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'EstablishWorkstream';
}

/** A workstream goes by another name from a day on. */
export class RenameWorkstream extends Command<RenamingShape> {
  static readonly shape = RenamingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'RenameWorkstream';
}

/** A workstream is also called something else. */
export class AddWorkstreamAlias extends Command<AliasShape> {
  static readonly shape = AliasShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'AddWorkstreamAlias';
}

/** A team, role or partner leads a workstream from a day on, or covers for its lead; or nobody leads it. */
export class AppointWorkstreamLead extends Command<AppointmentShape> {
  static readonly shape = AppointmentShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'AppointWorkstreamLead';
}

/** A workstream no longer exists. */
export class CloseWorkstream extends Command<ClosingShape> {
  static readonly shape = ClosingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'CloseWorkstream';
}

/** Everything that may be asked of a workstream. */
export const workstreamCommands = [
  EstablishWorkstream,
  RenameWorkstream,
  AddWorkstreamAlias,
  AppointWorkstreamLead,
  CloseWorkstream,
] as const satisfies readonly CommandClass[];
/** One of `workstreamCommands`. */
export type WorkstreamCommand = InstanceType<(typeof workstreamCommands)[number]>;
