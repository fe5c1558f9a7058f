import { createRemoteJWKSet, errors, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import type { CompleteConfig } from '../config.js';
import type { Clock } from '../event-sourcing/clock.js';
import { ROLES, type Role } from '../event-sourcing/messages.js';

/** What a verified token says of its bearer. */
export interface SignedIn {
  /** Stable account id. */
  readonly id: string;
  readonly name: string;
  /** The roles this service knows; what else the token grants means nothing here. */
  readonly roles: readonly Role[];
  readonly body: string | null;
  readonly workstreams: readonly string[];
  /** When the token stops counting, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Nobody is signed in: the message says why and what to do. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}

/** What a token made here says. */
export interface TokenClaims {
  readonly sub: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly body?: string;
  readonly workstreams?: readonly string[];
}

/** Public keys only: with a shared secret among them, whoever knows the public key could sign. */
const PUBLIC_KEY_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Tokens remembered at once; each is under 10 kB, since a request's headers are. */
const REMEMBERED = 2_000;

/** Verifies bearer tokens, and signs those of development. */
export class Tokens {
  /** By the token itself, so that a request after the first costs no cryptography. */
  private readonly verified = new LRUCache<string, SignedIn>({ max: REMEMBERED });
  private readonly check: (token: string) => Promise<JWTPayload>;

  constructor(
    private readonly config: Pick<CompleteConfig, 'tokens' | 'tokenLifetime'>,
    private readonly clock: Clock,
  ) {
    const { tokens, tokenLifetime } = config;
    const options = (): JWTVerifyOptions => ({
      issuer: tokens.issuer,
      audience: tokens.audience,
      requiredClaims: ['sub', 'exp'],
      currentDate: clock.now(),
    });
    if (tokens.kind === 'jwks') {
      const keys = createRemoteJWKSet(tokens.url);
      this.check = async (token) =>
        (await jwtVerify(token, keys, { ...options(), algorithms: PUBLIC_KEY_ALGORITHMS })).payload;
    } else {
      const own = { algorithms: ['HS256'], maxTokenAge: tokenLifetime };
      this.check = async (token) => (await jwtVerify(token, tokens.secret, { ...options(), ...own })).payload;
    }
  }

  /** Whose token this is. Throws `NotSignedIn` when it does not count, or no longer. */
  async verify(token: string): Promise<SignedIn> {
    const known = this.verified.get(token);
    if (known && known.expiresAt > this.clock.now().getTime()) return known;
    try {
      const signedIn = signedInBy(await this.check(token), this.config);
      this.verified.set(token, signedIn);
      return signedIn;
    } catch (error) {
      this.verified.delete(token);
      throw notSignedIn(error);
    }
  }

  /** A short-lived token, signed with the service's own secret. */
  async sign(claims: TokenClaims): Promise<string> {
    const { tokens, tokenLifetime } = this.config;
    if (tokens.kind !== 'secret') throw new Error("Only the council's own sign-in makes tokens here.");
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(tokens.issuer)
      .setAudience(tokens.audience)
      .setIssuedAt(now)
      .setExpirationTime(now + tokenLifetime)
      .sign(tokens.secret);
  }
}

const texts = (claim: unknown): readonly string[] =>
  Array.isArray(claim) ? claim.filter((item): item is string => typeof item === 'string') : [];

const text = (claim: unknown): string | null => (typeof claim === 'string' && claim !== '' ? claim : null);

const signedInBy = (claims: JWTPayload, { tokens, tokenLifetime }: Tokens['config']): SignedIn => {
  const { sub = '', exp = 0, iat = 0 } = claims;
  if (sub === '') throw new NotSignedIn('The token names no account: its claim "sub" is empty.');
  const expires = tokens.kind === 'secret' ? Math.min(exp, iat + tokenLifetime) : exp;
  const granted = texts(claims['roles']);
  return {
    id: sub,
    name: text(claims['name']) ?? sub,
    roles: ROLES.filter((role) => granted.includes(role)),
    body: text(claims['body']),
    workstreams: texts(claims['workstreams']),
    expiresAt: expires * 1_000,
  };
};

/** A sentence for the bearer; that a key server is out of reach is no fault of theirs and stays a fault. */
const notSignedIn = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired) return new NotSignedIn('The token has expired; sign in again for a new one.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new NotSignedIn(`The token was not made for this service: its claim "${error.claim}" does not fit.`);
  }
  const unreachable = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (error instanceof errors.JOSEError && !unreachable) {
    return new NotSignedIn('The token is not valid: it is malformed or was signed by someone else.');
  }
  return error;
};
