import { Module } from '@nestjs/common';
import { ChangesResolver } from './changes.resolver.js';
import { OverTimeResolver } from './over-time.resolver.js';

/** What changed between two ends, and how everything stood day after day. */
@Module({ providers: [ChangesResolver, OverTimeResolver] })
export class ChangesModule {}
