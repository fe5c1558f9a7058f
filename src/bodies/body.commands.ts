import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsLabel } from '../event-sourcing/validation.js';
import { nameKey } from '../naming/naming.js';
import { AliasShape, ClosingShape, NamesShape, RenamingShape } from '../naming/naming.shapes.js';

class EstablishBodyShape extends NamesShape {
  @IsLabel() kind!: string;
}

/** The id of the body founded under this name: however often it is asked for, it exists once. */
export const bodyId = (name: string): string => derivedId('body', nameKey(name));

/** A body is there: a committee, a board, a group of young people. Its id is `bodyId(name)`. */
export class EstablishBody extends Command<EstablishBodyShape> {
  static readonly shape = EstablishBodyShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'EstablishBody';
}

/** A body goes by another name from a day on. */
export class RenameBody extends Command<RenamingShape> {
  static readonly shape = RenamingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'RenameBody';
}

/** A body is also called something else. */
export class AddBodyAlias extends Command<AliasShape> {
  static readonly shape = AliasShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'AddBodyAlias';
}

/** A body no longer exists. */
export class CloseBody extends Command<ClosingShape> {
  static readonly shape = ClosingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'CloseBody';
}

/** Everything that may be asked of a body. */
export const bodyCommands = [
  EstablishBody,
  RenameBody,
  AddBodyAlias,
  CloseBody,
] as const satisfies readonly CommandClass[];
/** One of `bodyCommands`. */
export type BodyCommand = InstanceType<(typeof bodyCommands)[number]>;
