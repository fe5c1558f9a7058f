import type { Day, DayRange } from './days.js';

/** What a signed-in person or account may be to the council. */
export const ROLES = [
  'lead',
  'governance',
  'participation',
  'member',
  'young-person',
  'dashboard',
  'data-protection',
  'auditor',
  'importer',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

/** Who is asking, as the council's sign-in says, and when. The only way the clock reaches a rule. */
export interface Sender {
  /** Stable account id; never shown. */
  readonly id: string;
  /** The person's or account's name, shown to governance and auditors only. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** The team, partner or body they speak for; `null` when the sign-in names none. */
  readonly body: string | null;
  /** Ids of the workstreams they work in. */
  readonly workstreams: readonly string[];
  /** The instant of asking, ISO 8601 in UTC. */
  readonly at: string;
  /** The council's calendar day at that instant. */
  readonly today: Day;
}

/** Who said or recorded something: role and body are for every signed-in reader, the name for governance and auditors. */
export interface Attribution {
  readonly role: string | null;
  readonly body: string | null;
  readonly name: string | null;
}

/** Where a statement was made. */
export interface Source {
  /** The paper or meeting, as it is cited. */
  readonly paper: string;
  /** The place in it, such as `line 42` or `page 3`. */
  readonly locator?: string | undefined;
}

/** Stated by the source, or concluded by us; an inference is always marked. */
export type Basis = 'STATED' | 'INFERRED';

/** What the sender says about a statement beyond its content; everything left out means "now, by me, as stated". */
export interface Statement {
  readonly occurredOn?: DayRange | undefined;
  readonly statedOn?: Day | undefined;
  readonly source?: Source | undefined;
  readonly basis?: Basis | undefined;
  readonly statedBy?: Attribution | undefined;
}

/** How a command is sent, beside what it asks. */
export interface Sending {
  readonly sender: Sender;
  /** uuid5 of idempotency key and sender, or a fresh uuid: the same id asks for the same thing. */
  readonly commandId: string;
  /** The stream version the caller had seen; absent when the caller does not mind. */
  readonly expectedVersion?: number | undefined;
  readonly told?: Statement | undefined;
  /** What this belongs to, such as a request or an import; the command id when absent. */
  readonly correlationId?: string | undefined;
  /** The event that led to this command; only for reactions. */
  readonly causationId?: string | undefined;
}

/** A request to change one stream. It happens or it throws. */
export abstract class Command<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    /** The id within the category, a uuid: `commitment-⟨id⟩` is the stream. */
    readonly id: string,
    readonly data: Data,
    readonly sending: Sending,
  ) {}

  get sender(): Sender {
    return this.sending.sender;
  }

  /** The day the council was told. */
  get statedOn(): Day {
    return this.sending.told?.statedOn ?? this.sender.today;
  }

  /** When it happened, as told; the day stated when nothing else was said. */
  get occurredOn(): DayRange {
    return this.sending.told?.occurredOn ?? { earliest: this.statedOn, latest: this.statedOn };
  }

  /** Who said it: as told, or the sender. */
  get statedBy(): Attribution {
    return this.sending.told?.statedBy ?? recorder(this.sender);
  }
}

/** The sender as an event keeps them. */
export const recorder = ({ roles, body, name }: Sender): Attribution => ({ role: roles[0] ?? null, body, name });

/** A command class says beside its shape who may send it. */
export interface CommandClass<C extends Command = Command> {
  /** `data` is of the class's own shape, which its callers have validated: see `CommandHandling`. */
  new (id: string, data: never, sending: Sending): C;
  /** The class-validated shape of `data`. */
  readonly shape: new () => object;
  readonly allows: readonly Role[];
}

/** A fact, in the past tense: plain data, because it outlives the code that wrote it. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** Free text: encrypted in the log under a key of its own. `null` when that key was destroyed: the words were erased. */
export type Words = string | null;

/** What a decider answers: a fact, and when it happened or was stated where that differs from what the command says. */
export type Decided<E extends DomainEvent> = E & { readonly occurredOn?: DayRange; readonly statedOn?: Day };

/** A position in the log: opaque, and ordered as strings are. */
export type Position = string;
/** Before the first event. */
export const START: Position = '';

/** What an event carries around its data. */
export interface Envelope {
  readonly id: string;
  readonly schemaVersion: number;
  readonly occurredOn: DayRange;
  readonly statedOn: Day;
  readonly source: Source | null;
  readonly basis: Basis;
  readonly statedBy: Attribution;
  readonly recordedBy: Attribution;
  /** Account id of who recorded it: lets authors void their own entries. */
  readonly recorderId: string;
  readonly commandId: string;
  /** Keyed digest of the command's body, so that a repeat with another body is noticed. */
  readonly commandDigest: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** Where the facts of other streams were read that the decision rests on; absent when it needed none. */
  readonly factsAt?: Position;
  /** When the log it was moved from stored it, which stays its `recordedAt`; absent when it stands where it was stored. */
  readonly firstRecordedAt?: string;
}

/** An event on its way into the store: its words are in `sealed`, encrypted, and `null` in `data`. */
export interface NewEvent<E extends DomainEvent = DomainEvent> extends Envelope {
  readonly type: E['type'];
  readonly data: E['data'];
  readonly sealed?: Sealed;
}

/** Encrypted words and the number of the key that opens them. */
export interface Sealed {
  readonly key: number;
  /** AES-256-GCM: nonce, tag and ciphertext, base64. */
  readonly box: string;
}

/** An event as the store keeps it. A class, so that Nest's EventBus can route it. */
export class Recorded<E extends DomainEvent = DomainEvent> {
  declare readonly id: string;
  declare readonly type: E['type'];
  declare readonly data: E['data'];
  declare readonly sealed?: Sealed;
  declare readonly schemaVersion: number;
  declare readonly occurredOn: DayRange;
  declare readonly statedOn: Day;
  declare readonly source: Source | null;
  declare readonly basis: Basis;
  declare readonly statedBy: Attribution;
  declare readonly recordedBy: Attribution;
  declare readonly recorderId: string;
  declare readonly commandId: string;
  declare readonly commandDigest: string;
  declare readonly correlationId: string;
  declare readonly causationId: string | null;
  declare readonly factsAt?: Position;
  declare readonly firstRecordedAt?: string;
  /** `commitment-⟨uuid⟩`: category, dash, id. */
  declare readonly stream: string;
  /** Order within the stream, from 1. */
  declare readonly version: number;
  declare readonly position: Position;
  /** When the service stored it, ISO 8601 in UTC; never going backwards in the log. */
  declare readonly recordedAt: string;
  /** Its words were erased: every sealed field reads `null`. */
  declare readonly erased?: true;
}

/** The stream of one thing. */
export const streamOf = (category: string, id: string): string => `${category}-${id}`;
/** `commitment` of `commitment-⟨uuid⟩`. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));
/** The uuid of `commitment-⟨uuid⟩`. */
export const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
