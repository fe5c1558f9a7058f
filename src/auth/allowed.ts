import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Role, Sender } from '../event-sourcing/messages.js';

/** A mutation, and the roles that may send it. */
export interface Allowed {
  readonly mutation: string;
  readonly roles: readonly Role[];
}

/** Says of a class of mutations who may send each. */
export const Allows = DiscoveryService.createDecorator<readonly Allowed[]>();

/** What each role may send, gathered from every class of mutations of the service. */
@Injectable()
export class Allowances {
  private all: readonly Allowed[] | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** The names of the mutations that any of the sender's roles may send, in the order of the alphabet. */
  of({ roles }: Pick<Sender, 'roles'>): readonly string[] {
    return this.everything()
      .filter((allowed) => allowed.roles.some((role) => roles.includes(role)))
      .map(({ mutation }) => mutation);
  }

  /** Gathered when first asked for: by then every module is there. */
  private everything(): readonly Allowed[] {
    this.all ??= this.discovery
      .getProviders({ metadataKey: Allows.KEY })
      .flatMap((provider) => this.discovery.getMetadataByDecorator(Allows, provider) ?? [])
      .sort((a, b) => (a.mutation < b.mutation ? -1 : 1));
    return this.all;
  }
}
