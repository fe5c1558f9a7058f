/** What may answer for something: a team or a role at the council, or a partner; never only a person. */
export const PARTY_KINDS = ['TEAM', 'ROLE', 'PARTNER'] as const;

/** Who leads or contributes. */
export interface Party {
  readonly name: string;
  readonly kind: (typeof PARTY_KINDS)[number];
}

/** What may decide: a body in a meeting, or an officer who was given the power to. */
export const AUTHORITY_KINDS = ['BODY', 'OFFICER'] as const;

/** Who decided something; never simply who typed it in. */
export interface Authority {
  readonly kind: (typeof AUTHORITY_KINDS)[number];
  readonly name: string;
  /** The body in the record, where it is there. */
  readonly bodyId?: string;
}

/** A group that somebody spoke in or for, as it was called then. */
export interface NamedGroup {
  readonly name: string;
  /** The body in the record, where it is there. */
  readonly bodyId?: string;
}

/** A body of the record that a group may be. */
export interface GroupOnRecord {
  readonly id: string;
  readonly name: string;
  /** A young people's group never is. */
  readonly isAnswerable: boolean;
}
