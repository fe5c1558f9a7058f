import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Optional } from '@nestjs/common';
import { admitted, refuseForeignLead, refuseIfChanged, type AnyDecider } from './admission.js';
import { unvoided, type Gathered } from './decider.js';
import { decideEntry, entryWords, EraseWords, type EntryCommand } from './entries.js';
import { DomainError, StoreFault } from './errors.js';
import { envelop, eventId } from './envelope.js';
import { EventStore } from './event-store.js';
import { Measurements } from './measurements.js';
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
import { KeptStreams } from './kept-streams.js';
import { Projector } from './projector.js';
import { PATIENCE, Reads } from './reads.js';
import type { Reader, Times } from './reader.js';
import { Sealing } from './sealing.js';
import { Turns } from './turns.js';

/** What a command answers: ids and versions, not read models. */
export interface Outcome {
  readonly id: string;
  /** The stream's version after it. */
  readonly version: number;
  readonly position: Position | null;
  readonly events: readonly { readonly id: string; readonly type: string; readonly version: number }[];
}

/** Gathers what a decider must know of other streams, from the read models as they stand; `then` reads at `FactsAt`. */
export type GatherFacts<C extends Command, Facts> = (reader: Reader, command: C, then: Reader) => Facts;

/** The times at which a command's facts are to be read where that is not now, such as the day it tells of. */
export type FactsAt<C extends Command> = (command: C) => Times | undefined;

/** How the facts of a decider are found. */
export interface FactsOf<C extends Command, Facts> {
  readonly gather: GatherFacts<C, Facts>;
  readonly at?: FactsAt<C> | undefined;
}

/** How often a decision is taken again after another writer was faster. */
const ATTEMPTS = 8;
/**
 * Milliseconds that double with each further attempt, more than a second in all: a node of a cluster that follows may
 * not show yet what was faster.
 */
const PAUSE = 5;

/** Why those who recorded an entry can no longer void it themselves, in a sentence; nothing while they can. */
export type Settled = (reader: Reader, entryId: string) => string | undefined;

/** What happens, judging by the stream's events so far, and where the facts were read on which that rests. */
type Decide = (history: readonly Recorded[]) => Promise<{
  readonly events: readonly Decided<DomainEvent>[];
  readonly factsAt: Position | undefined;
}>;

/** The one way in: validate, authorise, done already?, facts, decide, seal, append, readable. */
@Injectable()
export class CommandHandling {
  readonly #streams: KeptStreams;
  readonly #byCommand = new Turns();
  readonly #byStream = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly sealing: Sealing,
    private readonly projector: Projector,
    private readonly reads: Reads,
    @Optional() private readonly measurements: Measurements = new Measurements(),
  ) {
    this.#streams = new KeptStreams(store);
  }

  /** Carries a command out. Throws `DomainError` when it may not happen; then nothing has changed. */
  async execute(
    given: Command,
    commandClass: CommandClass,
    decider: AnyDecider,
    facts?: FactsOf<Command, unknown>,
  ): Promise<Outcome> {
    const command = admitted(given, commandClass);
    const decide = async (history: readonly Recorded[]) => {
      const state: unknown = unvoided(history).reduce(
        (state, event) => decider.evolve(state, event) as unknown,
        decider.initialState,
      );
      refuseForeignLead(command, commandClass, decider, state);
      const gathered = facts && (await this.#gather(command, facts));
      return { events: decider.decide(command, state, gathered?.facts), factsAt: gathered?.at };
    };
    return this.#run(command, streamOf(decider.category, command.id), decider, decide);
  }

  /** Carries out a command about an entry, on whatever stream the entry stands. */
  async executeOnEntry(
    given: EntryCommand,
    commandClass: CommandClass,
    deciders: ReadonlyMap<string, AnyDecider>,
    settled: Settled,
  ): Promise<Outcome> {
    const command = admitted<EntryCommand>(given, commandClass);
    const stream = this.#streamOfEntry(command);
    const decider = deciders.get(categoryOf(stream));
    if (!decider) throw new Error(`No decider knows the stream ${stream}.`);
    const outcome = await this.#run(command, stream, decider, async (history) => ({
      events: decideEntry(command, history, {
        objection: decider.objection?.bind(decider),
        settled: settled(this.reads.now(command.sender.today), command.data.entryId),
      }),
      factsAt: this.projector.readModels.position,
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

  async #gather(command: Command, { gather, at }: FactsOf<Command, unknown>): Promise<Gathered<unknown>> {
    const { today } = command.sender;
    const times = at?.(command);
    const then = times && (await this.reads.at(times, today));
    const now = this.reads.now(today);
    return { facts: gather(now, command, then ?? now), at: this.projector.readModels.position };
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
      const history = await this.#history(command, stream, decider);
      const done = history.filter(({ commandId }) => commandId === command.sending.commandId);
      if (done[0]) return this.#again(stream, done as [Recorded, ...Recorded[]], body);
      refuseIfChanged(command, history);
      const { events, factsAt } = await decide(history);
      const sealed = await this.sealing.sealAll(envelop(command, events, factsAt), words, body);
      try {
        const { version, position = null } = await this.measurements.appending(() =>
          this.store.append(stream, sealed, history.length),
        );
        const first = version - sealed.length + 1;
        return {
          id: idOf(stream),
          version,
          position,
          events: sealed.map(({ id, type }, index) => ({ id, type, version: first + index })),
        };
      } catch (error) {
        const isConflict = error instanceof DomainError && error.code === 'CONFLICT';
        if (!isConflict || attempt === ATTEMPTS) throw asUncertain(error);
        if (attempt > 1) await sleep(PAUSE * 2 ** attempt);
      }
    }
  }

  /** Only the words that the command's rules read are opened. */
  async #history({ type }: Command, stream: string, decider: AnyDecider): Promise<readonly Recorded[]> {
    const history = await this.#streams.read(stream);
    const reads = new Set(decider.reads?.[type]);
    if (!history.some(({ type }) => reads.has(type))) return history;
    const read = await this.sealing.open(history.filter(({ type }) => reads.has(type)));
    const opened = new Map(read.map((event) => [event.id, event]));
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
    const at = position ?? (await this.store.read(stream, version - 1))[0]?.position;
    if (at === undefined) return;
    const signal = AbortSignal.timeout(PATIENCE);
    await this.projector.reached(at, signal).catch((error: unknown) => {
      throw signal.aborted
        ? new StoreFault('UNREAD', `${stream} is stored up to ${version}, but is not read yet.`)
        : error;
    });
  }
}

/** A server that did not answer an append may have stored it, however often it was asked. */
const asUncertain = (error: unknown): unknown =>
  error instanceof StoreFault && error.kind === 'UNREACHABLE'
    ? new StoreFault('UNCERTAIN', error.message, { cause: error })
    : error;

const reused = (): DomainError =>
  new DomainError('INVALID', 'This idempotency key was used before, for another request.', 'idempotencyKey');
