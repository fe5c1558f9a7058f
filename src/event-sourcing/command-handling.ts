import { Injectable, type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { unvoided, type Decider, type Gathered } from './decider.js';
import { decideEntry, entryWords, EraseWords, VoidEntry, type EntryCommand } from './entries.js';
import { DomainError } from './errors.js';
import { envelop, eventId } from './envelope.js';
import { EventStore } from './event-store.js';
import {
  categoryOf,
  idOf,
  streamOf,
  type Command,
  type CommandClass,
  type Decided,
  type DomainEvent,
  type Position,
  type Recorded,
} from './messages.js';
import { Projector } from './projector.js';
import { Reads } from './reads.js';
import type { Reader } from './reader.js';
import { Sealing } from './sealing.js';
import { Turns } from './turns.js';
import { StatementShape, validated } from './validation.js';

/** What a command answers: ids and versions, not read models. */
export interface Outcome {
  readonly id: string;
  /** The stream's version after it. */
  readonly version: number;
  readonly position: Position | null;
  readonly events: readonly { readonly id: string; readonly type: string; readonly version: number }[];
}

/** Gathers what a decider must know of other streams, from the read models as they stand. */
export type GatherFacts<C extends Command, Facts> = (reader: Reader, command: C) => Facts;

/** How often a decision is taken again after another writer was faster. */
const ATTEMPTS = 8;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the handler passes state and facts through and reads neither
type AnyDecider = Decider<any, any, any, any>;

/** What happens, judging by the stream's events so far, and where the facts were read on which that rests. */
type Decide = (history: readonly Recorded[]) => {
  readonly events: readonly Decided<DomainEvent>[];
  readonly factsAt: Position | undefined;
};

/** The one way in: validate, authorise, done already?, facts, decide, seal, append, readable. */
@Injectable()
export class CommandHandling {
  readonly #byCommand = new Turns();
  readonly #byStream = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly projector: Projector,
    private readonly reads: Reads,
  ) {}

  /** Carries a command out. Throws `DomainError` when it may not happen; then nothing has changed. */
  async execute(
    given: Command,
    commandClass: CommandClass,
    decider: AnyDecider,
    gather?: GatherFacts<Command, unknown>,
  ): Promise<Outcome> {
    const command = this.#admit(given, commandClass);
    const decide = (history: readonly Recorded[]) => {
      const state: unknown = unvoided(history).reduce(
        (state, event) => decider.evolve(state, event) as unknown,
        decider.initialState,
      );
      this.#refuseForeignLead(command, commandClass, decider, state);
      const gathered = gather && this.#gather(command, gather);
      return { events: decider.decide(command, state, gathered?.facts), factsAt: gathered?.at };
    };
    return this.#run(command, streamOf(decider.category, command.id), decider, decide);
  }

  /** Carries out a command about an entry, on whatever stream the entry stands. */
  async executeOnEntry(
    given: EntryCommand,
    commandClass: CommandClass,
    deciders: ReadonlyMap<string, AnyDecider>,
  ): Promise<Outcome> {
    const command = this.#admit<EntryCommand>(given, commandClass);
    const stream = this.#streamOfEntry(command);
    const decider = deciders.get(categoryOf(stream));
    if (!decider) throw new Error(`No decider knows the stream ${stream}.`);
    const outcome = await this.#run(command, stream, decider, (history) => ({
      events: decideEntry(command, history, decider.objection?.bind(decider)),
      factsAt: undefined,
    }));
    if (command instanceof EraseWords) await this.#destroyKey(stream, command.data.entryId);
    return outcome;
  }

  #streamOfEntry({ data: { entryId } }: EntryCommand): string {
    const row = this.projector.readModels.prepare('select stream from entries where id = ?').get(entryId);
    if (!row) throw new DomainError('NOT_FOUND', 'There is no such entry in the record.', 'entryId');
    return (row as { stream: string }).stream;
  }

  async #destroyKey(stream: string, entryId: string): Promise<void> {
    const entry = (await this.store.read(stream)).find(({ id }) => id === entryId);
    if (entry) await this.sealing.destroy(entry);
  }

  #admit<C extends Command>(given: C, { shape, allows, prototype }: CommandClass & { prototype: unknown }): C {
    const told = given.sending.told && validated(StatementShape, given.sending.told, 'told');
    const data = validated(shape, given.data);
    const command = Object.assign(Object.create(prototype as object) as C, given, {
      data,
      sending: { ...given.sending, told },
    });
    if (!command.sender.roles.some((role) => allows.includes(role))) {
      throw new DomainError('FORBIDDEN', `This needs the role ${allows.join(' or ')}.`);
    }
    if (command.statedOn > command.sender.today) {
      throw new DomainError(
        'INVALID',
        `${command.statedOn} has not come yet: nothing can have been stated on it.`,
        'told.statedOn',
      );
    }
    return command;
  }

  /** A lead acts on what concerns their team or workstream; any other role that is allowed acts on everything. */
  #refuseForeignLead(command: Command, { allows }: CommandClass, decider: AnyDecider, state: unknown): void {
    const entitled = command.sender.roles.filter((role) => allows.includes(role));
    if (entitled.some((role) => role !== 'lead') || !decider.concerns) return;
    // Whoever mistypes an id is told that there is no such thing, which the rules know better.
    if (state === decider.initialState) return;
    if (!decider.concerns(state, command.sender)) {
      throw new DomainError('FORBIDDEN', 'You can act only on what you or your workstream lead or contribute to.');
    }
  }

  #gather(command: Command, gather: GatherFacts<Command, unknown>): Gathered<unknown> {
    return { facts: gather(this.reads.now(command.sender.today), command), at: this.projector.readModels.position };
  }

  /**
   * A repeat under way at the same time waits for the first and answers the same. Commands to one stream take turns, so
   * that only another process can be faster between reading and appending.
   */
  #run(command: Command, stream: string, decider: AnyDecider, decide: Decide): Promise<Outcome> {
    return this.#byCommand.take(command.sending.commandId, async () => {
      await this.projector.following();
      this.#refuseReused(command, stream);
      const outcome = await this.#byStream.take(stream, () => this.#record(command, stream, decider, decide));
      await this.#readable(stream, outcome);
      return { ...outcome, position: outcome.position ?? this.projector.readModels.position };
    });
  }

  /** The same idempotency key for something else altogether; on the same stream, the digest tells. */
  #refuseReused({ sending: { commandId } }: Command, stream: string): void {
    const first = this.projector.readModels
      .prepare('select stream from entries where id = ?')
      .get(eventId(commandId, 0));
    if (first && first['stream'] !== stream) throw reused();
  }

  async #record(command: Command, stream: string, decider: AnyDecider, decide: Decide): Promise<Outcome> {
    const body = { type: command.type, id: command.id, data: command.data, told: command.sending.told ?? null };
    const words = (type: string) => ({ ...decider.words, ...entryWords })[type] as readonly string[] | undefined;
    for (let attempt = 1; ; attempt++) {
      const history = await this.#history(stream, decider);
      const done = history.filter(({ commandId }) => commandId === command.sending.commandId);
      if (done[0]) return this.#again(stream, done as [Recorded, ...Recorded[]], body);
      refuseIfChanged(command, history);
      const { events, factsAt } = decide(history);
      const sealed = await this.sealing.sealAll(envelop(command, events, factsAt), words, body);
      try {
        const { version, position = null } = await this.store.append(stream, sealed, history.length);
        const first = version - sealed.length + 1;
        return {
          id: idOf(stream),
          version,
          position,
          events: sealed.map(({ id, type }, index) => ({ id, type, version: first + index })),
        };
      } catch (error) {
        const isConflict = error instanceof DomainError && error.code === 'CONFLICT';
        if (!isConflict || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Only the words that the rules read are opened. */
  async #history(stream: string, decider: AnyDecider): Promise<readonly Recorded[]> {
    const history = await this.store.read(stream);
    const reads = new Set<string>(decider.reads);
    if (!history.some(({ type }) => reads.has(type))) return history;
    const opened = new Map(
      (
        await this.sealing.open(
          history.filter(({ type }) => reads.has(type)),
          (_, type) => decider.words[type] as readonly string[],
        )
      ).map((event) => [event.id, event]),
    );
    return history.map((event) => opened.get(event.id) ?? event);
  }

  async #again(stream: string, done: readonly [Recorded, ...Recorded[]], body: unknown): Promise<Outcome> {
    if (!(await this.sealing.matches(done[0], body))) throw reused();
    const { version, position } = done.at(-1) as Recorded;
    return {
      id: idOf(stream),
      version,
      position,
      events: done.map(({ id, type, version }) => ({ id, type, version })),
    };
  }

  async #readable(stream: string, { version, position }: Outcome): Promise<void> {
    const at = position ?? (await this.store.read(stream))[version - 1]?.position;
    if (at !== undefined) await this.projector.reached(at);
  }
}

const reused = (): DomainError =>
  new DomainError('INVALID', 'This idempotency key was used before, for another request.', 'idempotencyKey');

const refuseIfChanged = ({ sending: { expectedVersion } }: Command, history: readonly Recorded[]): void => {
  if (expectedVersion === undefined || expectedVersion === history.length) return;
  const since = history.slice(expectedVersion);
  throw new DomainError(
    'CONFLICT',
    since.length === 0
      ? `The record holds ${history.length} entries, fewer than the version ${expectedVersion} you named.`
      : `This has changed since you read it: ${since.map(({ type }) => type).join(', ')}. Read it again, then decide.`,
    'expectedVersion',
    since.map(({ id, type, version, recordedAt }) => ({ id, type, version, recordedAt })),
  );
};

/** One Nest command handler per command of a decider. */
export const commandHandlers = <State, C extends Command, E extends DomainEvent, Facts = undefined>(
  decider: Decider<State, C, E, Facts>,
  commands: readonly CommandClass[],
  gather?: GatherFacts<C, Facts>,
): Type[] =>
  commands.map((commandClass) => {
    @CommandHandler(commandClass)
    class DeciderHandler {
      constructor(private readonly handling: CommandHandling) {}

      execute(command: C): Promise<Outcome> {
        return this.handling.execute(
          command,
          commandClass,
          decider,
          gather as GatherFacts<Command, unknown> | undefined,
        );
      }
    }
    return DeciderHandler;
  });

/** The handlers of the commands that every stream understands. */
export const entryHandlers = (deciders: readonly AnyDecider[]): Type[] => {
  const byCategory = new Map(deciders.map((decider) => [decider.category, decider]));
  return [VoidEntry, EraseWords].map((commandClass) => {
    @CommandHandler(commandClass)
    class EntryHandler {
      constructor(private readonly handling: CommandHandling) {}

      execute(command: EntryCommand): Promise<Outcome> {
        return this.handling.executeOnEntry(command, commandClass, byCategory);
      }
    }
    return EntryHandler;
  });
};
