import { IsFlag, IsLabel, IsLabels, Optional } from '../event-sourcing/validation.js';

/** What is asked when something with names is founded. */
export class NamesShape {
  @IsLabel() name!: string;
  @Optional() @IsLabels() aliases?: string[];
}

/** What is asked when something is renamed. */
export class RenamingShape {
  @IsLabel() name!: string;
  @IsFlag() oldNameStaysAlias!: boolean;
}

/** What is asked when one more name is in use. */
export class AliasShape {
  @IsLabel() alias!: string;
}

/** Closing needs nothing but the day, which is told beside the command. */
export class ClosingShape {}
