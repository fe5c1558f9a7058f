import { Tokens } from '../auth/tokens.js';
import { configOfProcess } from '../config.js';
import { completed } from '../development.js';
import { SystemClock } from '../event-sourcing/clock.js';
import { derivedId } from '../event-sourcing/identity.js';
import type { Role } from '../event-sourcing/messages.js';
import { CannotDo } from './failure.js';

/** What a token is asked for with. */
export interface TokenOptions {
  readonly role: readonly Role[];
  readonly name: string;
  readonly account?: string;
  readonly body?: string;
  readonly workstream?: readonly string[];
}

/** Prints a token for whoever is described. Throws `CannotDo` where only the council's own sign-in makes tokens. */
export const printToken = async ({ role, name, account, body, workstream }: TokenOptions): Promise<void> => {
  const config = await completed(configOfProcess());
  if (config.tokens.kind !== 'secret') {
    throw new CannotDo("Tokens come from the council's own sign-in here (TOKEN_JWKS_URL); this service signs none.");
  }
  const token = await new Tokens(config, new SystemClock()).sign({
    sub: account ?? derivedId('account', name),
    name,
    roles: role,
    ...(body === undefined ? {} : { body }),
    ...(workstream === undefined ? {} : { workstreams: workstream }),
  });
  process.stdout.write(`${token}\n`);
};
