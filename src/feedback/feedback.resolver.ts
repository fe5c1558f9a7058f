import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Sender } from '../auth/sender.js';
import { Config } from '../config.js';
import { Ask } from '../event-sourcing/ask.js';
import type { Sender as SenderOf } from '../event-sourcing/messages.js';
import type { Reader, Times } from '../event-sourcing/reader.js';
import { Reads } from '../event-sourcing/reads.js';
import { pageOf, type PageArgs } from '../graphql/connections.js';
import { Groups } from '../naming/groups.js';
import type { Use } from './feedback.events.js';
import {
  consentedFor,
  feedback,
  wordsHeard,
  type FeedbackAnswer,
  type FeedbackDimension,
  type FeedbackFilter,
  type Heard,
  type ReadTogether,
} from './feedback.queries.js';

type Filter = FeedbackFilter & { readonly consentedFor?: Use | null };
type ListArgs = PageArgs & Times & { readonly filter?: Filter | null };
type CountArgs = Times & { readonly groupBy: readonly FeedbackDimension[]; readonly filter?: Filter | null };

const WITHHELD: Heard = { words: null, wordsWithheld: 'NO_CONSENT_RECORDED', mayKnowAbout: false };

/** Hands out words to whom it may, all that were read together at once. */
@Injectable()
export class WordsOfFeedback {
  readonly #known = new WeakMap<ReadTogether, ReadonlyMap<string, Heard>>();

  constructor(private readonly reads: Reads) {}

  /** What was read together belongs to one request, and so to one sender. */
  of({ entryId, together }: Pick<FeedbackAnswer, 'entryId' | 'together'>, sender: SenderOf): Heard {
    let known = this.#known.get(together);
    if (!known)
      this.#known.set(together, (known = wordsHeard(this.reads.now(sender.today), together.entryIds, sender)));
    return known.get(entryId) ?? WITHHELD;
  }
}

/** Answers what is asked about feedback. */
@Resolver('Feedback')
export class FeedbackResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly config: Config,
    private readonly reads: Reads,
    private readonly groups: Groups,
    private readonly spoken: WordsOfFeedback,
  ) {}

  @Query('feedback')
  list(@Args() args: ListArgs, @Sender() sender: SenderOf) {
    const page = pageOf(args, this.config.limits.page);
    return this.#ask((reader) => feedback.list(reader, this.#filter(reader, args.filter, sender), page), sender, args);
  }

  @Query('feedbackItem')
  one(@Args() { id, ...times }: Times & { readonly id: string }, @Sender() sender: SenderOf) {
    return this.#ask((reader) => feedback.byId(reader, id), sender, times);
  }

  @Query('feedbackCounts')
  counts(@Args() { groupBy, filter, ...times }: CountArgs, @Sender() sender: SenderOf) {
    return this.#ask((reader) => feedback.counts(reader, groupBy, this.#filter(reader, filter, sender)), sender, times);
  }

  @ResolveField()
  words(@Parent() item: FeedbackAnswer, @Sender() sender: SenderOf) {
    return this.spoken.of(item, sender).words;
  }

  @ResolveField()
  wordsWithheld(@Parent() item: FeedbackAnswer, @Sender() sender: SenderOf) {
    return this.spoken.of(item, sender).wordsWithheld;
  }

  @ResolveField()
  about(@Parent() item: FeedbackAnswer, @Sender() sender: SenderOf) {
    return this.spoken.of(item, sender).mayKnowAbout ? item.about : null;
  }

  /** As of now, like the words. */
  @ResolveField('consentedFor')
  uses(@Parent() { id }: FeedbackAnswer, @Sender() { today }: SenderOf) {
    const item = feedback.byId(this.reads.now(today), id);
    return item ? feedback.uses(item, today) : [];
  }

  #ask<Answer>(question: (reader: Reader) => Answer, sender: SenderOf, times: Times): Promise<Answer> {
    return this.queries.execute(new Ask(question, sender, times));
  }

  /** With every name of the groups that are asked for, and consent as it stands now, whatever past is read. */
  #filter(reader: Reader, filter: Filter | null | undefined, { today }: SenderOf): FeedbackFilter {
    const { consentedFor: use, ...same } = filter ?? {};
    const group = this.groups.withIds(reader, same.group);
    return { ...same, group, ids: use == null ? null : consentedFor(this.reads.now(today), use, today) };
  }
}

/** An entry of a history that holds words, as details name it. */
interface WithWords {
  readonly entryId: string;
  readonly about: string | null;
}

/** Answers the words of an entry: the history itself leaves them out. */
@Resolver('FeedbackRecorded')
export class FeedbackRecordedResolver {
  constructor(private readonly spoken: WordsOfFeedback) {}

  @ResolveField()
  words(@Parent() { entryId }: WithWords, @Sender() sender: SenderOf) {
    return this.spoken.of({ entryId, together: { entryIds: [entryId] } }, sender).words;
  }

  @ResolveField()
  wordsWithheld(@Parent() { entryId }: WithWords, @Sender() sender: SenderOf) {
    return this.spoken.of({ entryId, together: { entryIds: [entryId] } }, sender).wordsWithheld;
  }

  @ResolveField()
  about(@Parent() { entryId, about }: WithWords, @Sender() sender: SenderOf) {
    return this.spoken.of({ entryId, together: { entryIds: [entryId] } }, sender).mayKnowAbout ? about : null;
  }
}
