import { IsDay, IsFlag, IsId, IsLabel, IsNested, IsOneOf, Optional, OrNull } from '../event-sourcing/validation.js';
import { AUTHORITY_KINDS, PARTY_KINDS, type Authority, type Party } from './party.js';

/** The shape of a `Party`. */
export class PartyShape implements Party {
  @IsLabel() name!: string;
  @IsOneOf(PARTY_KINDS) kind!: Party['kind'];
}

/** The shape of an `Authority`. */
export class AuthorityShape implements Authority {
  @IsOneOf(AUTHORITY_KINDS) kind!: Authority['kind'];
  @IsLabel() name!: string;
  @Optional() @IsId() bodyId?: string;
}

/** The shape of an `Appointment`. */
export class AppointmentShape {
  /** `null`: the post is vacant. */
  @OrNull() @IsNested(() => PartyShape) lead!: PartyShape | null;
  @Optional() @IsDay() from?: string;
  @Optional() @IsDay() until?: string;
  @Optional() @IsFlag() cover?: boolean;
}
