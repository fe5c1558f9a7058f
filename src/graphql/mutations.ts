import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Allows } from '../auth/allowed.js';
import { Sender } from '../auth/sender.js';
import { DomainError, type ChangedSince, type Refusal } from '../event-sourcing/errors.js';
import { derivedId } from '../event-sourcing/identity.js';
import type { Outcome } from '../event-sourcing/command-handling.js';
import type { Command, CommandClass, Position, Sender as SenderOf, Sending } from '../event-sourcing/messages.js';

/** What every mutation takes beside the fields of its command. */
export const INPUT_FIELDS = ['told', 'idempotencyKey', 'expectedVersion'] as const;
const LONGEST_KEY = 200;

/** The mutations of one kind of thing. */
export interface Mutations {
  /** `commitment`: inputs name one as `commitmentId`, payloads hold one as `commitment`, all of type `CommitmentPayload`. */
  readonly thing: string;
  /** `ReportProgress` becomes `reportProgress(input: ReportProgressInput!): CommitmentPayload!`. */
  readonly commands: readonly CommandClass[];
  /**
   * The commands whose input names no such thing, because they begin a new one: how its id is found from the rest, the
   * same each time the same command is sent.
   */
  readonly newId?: { readonly [command: string]: (data: never, sending: Sending) => string };
  /** The name of a mutation that cannot be that of its command, such as `voidCommitmentEntry` for `VoidEntry`. */
  readonly names?: { readonly [command: string]: string };
  /** The query for the bus that looks up what a payload shows; asked only when a caller selects it. */
  readonly find: (id: string, sender: SenderOf) => object;
}

/** What every mutation answers; `id` is what the thing of the payload is looked up by. */
export interface Answered {
  readonly id: string | null;
  readonly version: number | null;
  readonly position: Position | null;
  readonly events: Outcome['events'];
  readonly userErrors: readonly (Refusal & { readonly changedSince: readonly ChangedSince[] })[];
}

type Input = Readonly<Record<string, unknown>>;

/** The name of a command's mutation: that of its class, begun small. */
export const mutationName = ({ name }: CommandClass, names: Mutations['names'] = {}): string =>
  names[name] ?? name.charAt(0).toLowerCase() + name.slice(1);

/** The field of an input that names the thing it is about. */
export const targetField = (thing: string): string => `${thing}Id`;

/**
 * One resolver class with a mutation for every command of a kind of thing: it sends the command and answers what came
 * of it. A "no" is answered, never thrown; a fault is thrown.
 */
export const mutationResolver = (mutations: Mutations): Type => {
  const { thing, commands, newId = {}, names, find } = mutations;

  const addressed = ({ name }: CommandClass, rest: Input, sending: Sending) => {
    const find = newId[name];
    if (find) return { id: find(rest as never, sending), data: rest };
    const { [targetField(thing)]: id, ...data } = rest;
    return { id: String(id), data };
  };

  class MutationResolver {
    constructor(
      private readonly commands: CommandBus,
      private readonly queries: QueryBus,
    ) {}

    send(command: CommandClass, input: Input, sender: SenderOf): Promise<Answered> {
      return answered(() => {
        const { told, idempotencyKey, expectedVersion, ...rest } = input;
        const sending = sendingOf({ told, idempotencyKey, expectedVersion }, sender);
        const { id, data } = addressed(command, rest, sending);
        return this.commands.execute<Command, Outcome>(new command(id, data as never, sending));
      });
    }

    async thing({ id }: Answered, sender: SenderOf): Promise<unknown> {
      return id === null ? null : this.queries.execute(find(id, sender));
    }
  }

  const type = thing.charAt(0).toUpperCase() + thing.slice(1);
  const resolver = MutationResolver.prototype;
  const decorate = (
    name: string,
    decorators: readonly MethodDecorator[],
    parameters: readonly ParameterDecorator[],
  ) => {
    parameters.forEach((decorator, index) => decorator(resolver, name, index));
    for (const decorator of decorators) decorator(resolver, name, Object.getOwnPropertyDescriptor(resolver, name)!);
  };
  Reflect.defineMetadata('design:paramtypes', [CommandBus, QueryBus], MutationResolver);
  Resolver(`${type}Payload`)(MutationResolver);
  Allows(commands.map((command) => ({ mutation: mutationName(command, names), roles: command.allows })))(
    MutationResolver,
  );
  decorate('thing', [ResolveField(thing)], [Parent(), Sender()]);
  for (const command of commands) {
    const name = mutationName(command, names);
    Object.defineProperty(resolver, name, {
      value(this: MutationResolver, input: Input, sender: SenderOf) {
        return this.send(command, input, sender);
      },
    });
    decorate(name, [Mutation(name)], [Args('input'), Sender()]);
  }
  return MutationResolver;
};

/** What every input says beside the fields of its command. */
export type Asking = Readonly<Partial<Record<(typeof INPUT_FIELDS)[number], unknown>>>;

/** What came of a command: a "no" is answered, never thrown; a fault is thrown. */
export const answered = async (send: () => Promise<Outcome>): Promise<Answered> => {
  try {
    return { ...(await send()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { refusals, changedSince } = error;
    return {
      id: null,
      version: null,
      position: null,
      events: [],
      userErrors: refusals.map((refusal) => ({ ...refusal, changedSince })),
    };
  }
};

/** How a command is sent. `part` tells apart the commands of one request that share its key. */
export const sendingOf = (
  { told, idempotencyKey, expectedVersion }: Asking,
  sender: SenderOf,
  ...part: readonly string[]
): Sending => ({
  sender,
  commandId: idempotencyKey == null ? randomUUID() : derivedId(keyIn(idempotencyKey), sender.id, ...part),
  ...(expectedVersion == null ? {} : { expectedVersion: versionIn(expectedVersion) }),
  ...(told == null ? {} : { told: told }),
});

const keyIn = (key: unknown): string => {
  if (typeof key === 'string' && key.trim() !== '' && key.length <= LONGEST_KEY) return key;
  const message = `The idempotency key must be text of 1 to ${LONGEST_KEY} characters.`;
  throw new DomainError('INVALID', message, 'idempotencyKey');
};

const versionIn = (version: unknown): number => {
  if (typeof version === 'number' && Number.isInteger(version) && version >= 0) return version;
  throw new DomainError('INVALID', 'The expected version must be 0 or more.', 'expectedVersion');
};
