import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allows } from '../auth/allowed.js';
import { Sender } from '../auth/sender.js';
import { refusedTo } from '../event-sourcing/admission.js';
import type { Refusal } from '../event-sourcing/errors.js';
import type { Outcome } from '../event-sourcing/command-handling.js';
import { START, type Position, type Sender as SenderOf } from '../event-sourcing/messages.js';
import { answered, sendingOf, type Answered, type Asking } from '../graphql/mutations.js';
import { SubmitUpdate } from './commitment.commands.js';

/** How many commitments one form can be about. */
const MOST_ITEMS = 200;

type Update = SubmitUpdate['data'];

/** What is said of one commitment; as `SubmitUpdate` takes it. */
type Item = Update & { readonly commitmentId: string; readonly expectedVersion?: unknown };

interface Input extends Pick<Asking, 'told' | 'idempotencyKey'> {
  readonly meetingId?: string | null;
  readonly items: readonly Item[];
}

/** What came of one item. */
interface Result extends Answered {
  readonly commitmentId: string;
}

/** Refuses the form as a whole, or answers what came of each item. */
interface Payload {
  readonly results: readonly Result[];
  readonly position: Position | null;
  readonly userErrors: readonly (Refusal & { readonly changedSince: readonly never[] })[];
}

/** Answers a form about several commitments: one command each, so that one that is refused spoils no other. */
@Resolver()
@Allows([{ mutation: 'submitUpdates', roles: SubmitUpdate.allows }])
export class UpdatesResolver {
  constructor(private readonly commands: CommandBus) {}

  @Mutation()
  async submitUpdates(@Args('input') input: Input, @Sender() sender: SenderOf): Promise<Payload> {
    const refused = refusalOf(input, sender);
    if (refused) return { results: [], position: null, userErrors: [{ ...refused, changedSince: [] }] };
    const { items, told, idempotencyKey, meetingId } = input;
    const results = await Promise.all(
      items.map(async ({ commitmentId, expectedVersion, ...said }): Promise<Result> => {
        const answer = await answered(() => {
          // The commitment is part of the key: a form sent again records nothing twice, in whatever order.
          const sending = sendingOf({ told, idempotencyKey, expectedVersion }, sender, commitmentId);
          const data = saidTo(meetingId, said);
          return this.commands.execute<SubmitUpdate, Outcome>(new SubmitUpdate(commitmentId, data, sending));
        });
        return { ...answer, commitmentId };
      }),
    );
    const last = results.reduce<Position>((latest, { position }) => maxOf(latest, position ?? START), START);
    return { results, position: last === START ? null : last, userErrors: [] };
  }
}

const maxOf = (a: Position, b: Position): Position => (a > b ? a : b);

/** Nothing to report is said to the meeting that the form answers. */
const saidTo = (meetingId: string | null | undefined, said: Update): Update => {
  const { nothingToReport } = said;
  if (!nothingToReport) return said;
  return { ...said, nothingToReport: { ...nothingToReport, meetingId: nothingToReport.meetingId ?? meetingId } };
};

const refusalOf = ({ items }: Input, { roles }: SenderOf): Refusal | undefined => {
  const { allows } = SubmitUpdate;
  if (!allows.some((role) => roles.includes(role))) {
    return { code: 'FORBIDDEN', message: refusedTo(allows) };
  }
  if (items.length > MOST_ITEMS) {
    return { code: 'INVALID', field: 'items', message: `Send at most ${MOST_ITEMS} commitments at once.` };
  }
  const twice = items.findIndex(
    ({ commitmentId }, n) => items.findIndex((one) => one.commitmentId === commitmentId) < n,
  );
  if (twice === -1) return undefined;
  return { code: 'INVALID', field: `items.${twice}.commitmentId`, message: 'Say all of one commitment in one item.' };
};
