import { Module } from '@nestjs/common';
import { ChangesResolver, CommitmentChangesResolver } from './changes.resolver.js';

/** What changed between two ends, for the whole plan. */
@Module({ providers: [ChangesResolver, CommitmentChangesResolver] })
export class ChangesModule {}
