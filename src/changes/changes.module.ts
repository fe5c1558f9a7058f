import { Module } from '@nestjs/common';
import { ChangesResolver, CommitmentChangesResolver } from './changes.resolver.js';
import { OverTimeResolver } from './over-time.resolver.js';

/** What changed between two ends, and how everything stood day after day. */
@Module({ providers: [ChangesResolver, CommitmentChangesResolver, OverTimeResolver] })
export class ChangesModule {}
