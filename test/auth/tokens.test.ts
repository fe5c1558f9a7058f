import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { NotSignedIn, Tokens, type TokenClaims } from '../../src/auth/tokens.js';
import type { TokenSettings } from '../../src/config.js';
import { StandingClock } from '../support/clock.js';

const secret = new TextEncoder().encode('a secret of at least thirty-two bytes');
const own: TokenSettings = { kind: 'secret', secret, issuer: 'tracker', audience: 'tracker' };
const ama: TokenClaims = { sub: 'ama', name: 'Ama', roles: ['lead'], body: 'Housing', workstreams: ['w1'] };
const HOUR = 3_600;

const setUp = (settings: TokenSettings = own) => {
  const clock = new StandingClock();
  return { clock, tokens: new Tokens({ tokens: settings, tokenLifetime: HOUR }, clock) };
};

/** A token with claims of one's own choice. */
const forged = (claims: Record<string, unknown>, clock: StandingClock, key = secret, alg = 'HS256') => {
  const now = Math.floor(clock.now().getTime() / 1_000);
  const usual = { iss: 'tracker', aud: 'tracker', sub: 'ama', iat: now, exp: now + 60 };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg }).sign(key);
};

describe('a token', () => {
  it('says who its bearer is, and only roles that are known here', async () => {
    const { tokens, clock } = setUp();
    expect(await tokens.verify(await tokens.sign(ama))).toEqual({
      id: 'ama',
      name: 'Ama',
      roles: ['lead'],
      body: 'Housing',
      workstreams: ['w1'],
      expiresAt: clock.now().getTime() + HOUR * 1_000,
    });
    expect(await tokens.verify(await forged({ roles: ['governance', 'emperor'] }, clock))).toMatchObject({
      name: 'ama',
      roles: ['governance'],
      body: null,
      workstreams: [],
    });
  });

  it('counts until it expires, remembered or not', async () => {
    const { tokens, clock } = setUp();
    const token = await tokens.sign(ama);
    await tokens.verify(token);
    clock.pass(HOUR - 1);
    await expect(tokens.verify(token)).resolves.toMatchObject({ id: 'ama' });
    clock.pass(1);
    await expect(tokens.verify(token)).rejects.toThrow('The token has expired; sign in again for a new one.');
  });

  it('is looked up, not verified again, while it counts', async () => {
    const { tokens } = setUp();
    const token = await tokens.sign(ama);
    expect(await tokens.verify(token)).toBe(await tokens.verify(token));
  });

  it.each([
    ['for another service', { aud: 'payroll' }, /claim "aud" does not fit/],
    ['by another issuer', { iss: 'payroll' }, /claim "iss" does not fit/],
    ['without an end', { exp: undefined }, /claim "exp" does not fit/],
    ['without an account', { sub: undefined }, /claim "sub" does not fit/],
    ['with an empty account', { sub: '' }, /claim "sub" is empty/],
    ['without a beginning', { iat: undefined }, /claim "iat" does not fit/],
    ['that lives too long', { iat: 1_700_000_000, exp: 2_000_000_000 }, /has expired/],
  ])('%s is refused', async (_, claims, sentence) => {
    const { tokens, clock } = setUp();
    const refused = tokens.verify(await forged(claims, clock));
    await expect(refused).rejects.toThrow(NotSignedIn);
    await expect(refused).rejects.toThrow(sentence);
  });

  it('signed with another secret, another algorithm or not at all is refused', async () => {
    const { tokens, clock } = setUp();
    const other = new TextEncoder().encode('another secret of thirty-two bytes at least');
    const unsigned = new UnsecuredJWT({ sub: 'ama' }).setIssuer('tracker').setAudience('tracker').encode();
    for (const token of [
      await forged({}, clock, other),
      await forged({}, clock, new Uint8Array(64).fill(1), 'HS512'),
      unsigned,
      'nonsense',
      '',
    ]) {
      await expect(tokens.verify(token)).rejects.toThrow('The token is not valid');
    }
  });

  it("of the council's own sign-in is verified by its public keys, and no shared secret counts beside them", async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const server = createServer((_, answer) =>
      answer.end(JSON.stringify({ keys: [{ ...jwk, kid: 'k', alg: 'RS256' }] })),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
      const { tokens, clock } = setUp({ kind: 'jwks', url, issuer: 'entra', audience: 'tracker' });
      const now = Math.floor(clock.now().getTime() / 1_000);
      const claims = { iss: 'entra', aud: 'tracker', sub: 'ama', exp: now + 60, roles: ['auditor'] };
      const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey);
      expect(await tokens.verify(token)).toMatchObject({ id: 'ama', roles: ['auditor'] });

      const confused = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k' }).sign(secret);
      await expect(tokens.verify(confused)).rejects.toThrow('The token is not valid');
      await expect(tokens.sign(ama)).rejects.toThrow("Only the council's own sign-in");
    } finally {
      server.close();
    }
  });

  it('cannot be judged while the key server is away: a fault, not a refusal', async () => {
    const url = new URL('http://127.0.0.1:9/keys');
    const { tokens, clock } = setUp({ kind: 'jwks', url, issuer: 'tracker', audience: 'tracker' });
    const { privateKey } = await generateKeyPair('RS256');
    const token = await new SignJWT({ sub: 'ama', exp: clock.now().getTime() / 1_000 + 60 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
    await expect(tokens.verify(token)).rejects.not.toThrow(NotSignedIn);
  });
});
