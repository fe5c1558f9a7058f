import { Injectable, type Type } from '@nestjs/common';
import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { seesNames } from '../auth/names.js';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader } from '../event-sourcing/reader.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { commitments, Neighbours, type CommitmentAnswer, type Wanted } from './commitments.queries.js';

/** What commitments are filed under: a type of the contract, and the condition of the filter that names one. */
const FILED_UNDER = { Plan: 'plan', Programme: 'programme', Workstream: 'workstream' } as const;

/** A thing that commitments are filed under, and where it was read. */
interface Under {
  readonly id: string;
  readonly reader: Reader;
}

const filedResolver = (type: keyof typeof FILED_UNDER): Type => {
  @Resolver(type)
  class FiledResolver {
    constructor(
      private readonly config: Config,
      private readonly neighbours: Neighbours,
    ) {}

    @ResolveField()
    commitments(@Parent() { id, reader }: Under, @Args() args: PageArgs & Wanted, @Sender() sender: SenderOf) {
      const { filter, orderBy } = args;
      const here = { [FILED_UNDER[type]]: [id] };
      const wanted: Wanted = { filter: filter ? { and: [here, filter] } : here, orderBy };
      const reading = { reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
      return commitments.list(reading, wanted, pageOf(args, this.config.limits.page));
    }
  }
  return FiledResolver;
};

/** Ids of commitments that were read together, as another feature answers them. */
interface Named {
  readonly commitmentId: string;
  readonly successorIds: readonly string[];
  readonly together: { readonly reader: Reader; readonly ids: readonly string[] };
}

/** Looks up the commitments behind ids, all that were read together at once. */
@Injectable()
class Together {
  private readonly known = new WeakMap<Named['together'], ReadonlyMap<string, CommitmentAnswer>>();

  constructor(private readonly neighbours: Neighbours) {}

  /** What was read together belongs to one request, and so to one sender. */
  lookUp(together: Named['together'], sender: SenderOf): ReadonlyMap<string, CommitmentAnswer> {
    let known = this.known.get(together);
    if (!known) {
      const reading = { reader: together.reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
      known = new Map(commitments.byIds(reading, together.ids).map((answer) => [answer.id, answer]));
      this.known.set(together, known);
    }
    return known;
  }
}

const namedResolver = (type: 'MappedCommitment' | 'DecisionEffect' | 'ReportingItem' | 'Reminder'): Type => {
  @Resolver(type)
  class NamedResolver {
    constructor(private readonly together: Together) {}

    @ResolveField()
    commitment(@Parent() { commitmentId, together }: Named, @Sender() sender: SenderOf) {
      return this.together.lookUp(together, sender).get(commitmentId) ?? null;
    }
  }
  return NamedResolver;
};

const affectedResolver = (type: 'Decision' | 'DecisionVersion'): Type => {
  @Resolver(type)
  class AffectedResolver {
    constructor(private readonly together: Together) {}

    @ResolveField()
    affects(
      @Parent() { affectsIds, together }: Pick<Named, 'together'> & { readonly affectsIds: readonly string[] },
      @Sender() sender: SenderOf,
    ) {
      const found = this.together.lookUp(together, sender);
      return affectsIds.flatMap((id) => found.get(id) ?? []);
    }
  }
  return AffectedResolver;
};

@Resolver('Meeting')
class RaisedResolver {
  constructor(private readonly neighbours: Neighbours) {}

  @ResolveField()
  actions(
    @Parent() { actionIds, reader }: { readonly actionIds: readonly string[]; readonly reader: Reader },
    @Sender() sender: SenderOf,
  ) {
    const reading = { reader, neighbours: this.neighbours, showsNames: seesNames(sender) };
    const found = new Map(commitments.byIds(reading, actionIds).map((one) => [one.id, one]));
    return actionIds.flatMap((id) => found.get(id) ?? []);
  }
}

const successorsResolver = (type: 'MappedCommitment' | 'Refreshed' | 'DecisionEffect'): Type => {
  @Resolver(type)
  class SuccessorsResolver {
    constructor(private readonly together: Together) {}

    @ResolveField()
    successors(@Parent() { successorIds, together }: Named, @Sender() sender: SenderOf) {
      const found = this.together.lookUp(together, sender);
      return successorIds.flatMap((id) => found.get(id) ?? []);
    }
  }
  return SuccessorsResolver;
};

/** Leads from plans, programmes and workstreams to the commitments filed under them, and from refreshes, decisions and reporting lists to theirs. */
export const filedResolvers: readonly Type[] = [
  ...(Object.keys(FILED_UNDER) as (keyof typeof FILED_UNDER)[]).map(filedResolver),
  Together,
  RaisedResolver,
  ...(['MappedCommitment', 'DecisionEffect', 'ReportingItem', 'Reminder'] as const).map(namedResolver),
  ...(['Decision', 'DecisionVersion'] as const).map(affectedResolver),
  ...(['MappedCommitment', 'Refreshed', 'DecisionEffect'] as const).map(successorsResolver),
];
