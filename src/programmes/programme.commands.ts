import { derivedId } from '../event-sourcing/identity.js';
import { Command, type CommandClass } from '../event-sourcing/messages.js';
import { IsLabel, IsWords, Optional } from '../event-sourcing/validation.js';
import { nameKey } from '../naming/naming.js';
import { AliasShape, ClosingShape, NamesShape, RenamingShape } from '../naming/naming.shapes.js';

class NameProgrammeShape extends NamesShape {
  @Optional() @IsLabel() kind?: string;
}

class ReportActivityShape {
  @IsWords() summary!: string;
}

/** The id of the programme first named so: however often it is asked for, it exists once. */
export const programmeId = (name: string): string => derivedId('programme', nameKey(name));

/** Something that lasts, and that commitments belong to, has a name. Its id is `programmeId(name)`. */
export class NameProgramme extends Command<NameProgrammeShape> {
  static readonly shape = NameProgrammeShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'NameProgramme';
}

/** A programme goes by another name from a day on. */
export class RenameProgramme extends Command<RenamingShape> {
  static readonly shape = RenamingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'RenameProgramme';
}

/** A programme is also called something else. */
export class AddProgrammeAlias extends Command<AliasShape> {
  static readonly shape = AliasShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'AddProgrammeAlias';
}

/** Something was done in a programme that no commitment promised. */
export class ReportActivity extends Command<ReportActivityShape> {
  static readonly shape = ReportActivityShape;
  static readonly allows = ['lead', 'governance', 'participation', 'importer'] as const;
  readonly type = 'ReportActivity';
}

/** A programme has come to its end. */
export class CloseProgramme extends Command<ClosingShape> {
  static readonly shape = ClosingShape;
  static readonly allows = ['governance', 'importer'] as const;
  readonly type = 'CloseProgramme';
}

/** Everything that may be asked of a programme. */
export const programmeCommands = [
  NameProgramme,
  RenameProgramme,
  AddProgrammeAlias,
  ReportActivity,
  CloseProgramme,
] as const satisfies readonly CommandClass[];
/** One of `programmeCommands`. */
export type ProgrammeCommand = InstanceType<(typeof programmeCommands)[number]>;
