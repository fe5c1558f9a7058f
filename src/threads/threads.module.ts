import { Module } from '@nestjs/common';
import { AskThreadsResolver, CommitmentThreadResolver, FeedbackThingsResolver } from './threads.resolver.js';

/** Threads: from what young people said and asked to what became of it. */
@Module({ providers: [AskThreadsResolver, CommitmentThreadResolver, FeedbackThingsResolver] })
export class ThreadsModule {}
