import { Module } from '@nestjs/common';
import { NodesResolver } from './nodes.resolver.js';

/** Anything by its id, for clients that keep what they have read by id. */
@Module({ providers: [NodesResolver] })
export class NodesModule {}
