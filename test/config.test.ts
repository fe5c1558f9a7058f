import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, configFrom, SETTING_NAMES } from '../src/config.js';
import { notesOn } from '../src/config.stores.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const SECRET = 'a secret of at least thirty-two bytes';
const production = { MASTER_KEY: KEY, TOKEN_SECRET: SECRET };

const refusal = (environment: Record<string, string>): string => {
  try {
    configFrom(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

describe('the configuration', () => {
  it('is production when nobody says otherwise, open to the network and without GraphiQL', () => {
    expect(configFrom(production)).toMatchObject({
      production: true,
      host: '0.0.0.0',
      port: 3000,
      timeZone: 'Europe/London',
      graphiql: false,
      tokenLifetime: 8 * 60 * 60,
    });
  });

  it('needs nothing in development, which listens to this machine only', () => {
    const config = configFrom({ NODE_ENV: 'development' });
    expect(config).toMatchObject({ production: false, host: '127.0.0.1', graphiql: true });
    expect(config.masterKey).toBeUndefined();
    expect(config.tokens).toBeUndefined();
  });

  it('takes an empty value for none', () => {
    expect(configFrom({ ...production, PORT: '', TIME_ZONE: ' ' })).toMatchObject({ port: 3000 });
    expect(refusal({ MASTER_KEY: '', TOKEN_SECRET: SECRET })).toMatch(/^MASTER_KEY must be set in production/);
  });

  it('invents nothing in production', () => {
    expect(refusal({}).split('\n')).toEqual([
      expect.stringMatching(/^MASTER_KEY must be set in production/),
      expect.stringMatching(/^TOKEN_JWKS_URL or TOKEN_SECRET must be set in production/),
    ]);
  });

  it.each([
    ['NODE_ENV', 'test', 'must be one of production, development'],
    ['PORT', 'eighty', 'must be a whole number from 0 to 65535'],
    ['PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['TIME_ZONE', 'Cheshire', 'must be the name of a time zone, such as Europe/London'],
    ['MASTER_KEY', 'short', 'must be 32 bytes in base64 (make one with: openssl rand -base64 32)'],
    ['TOKEN_SECRET', 'short', 'must be at least 32 bytes long'],
    ['TOKEN_JWKS_URL', 'nowhere', 'must be an http(s) address'],
    ['TOKEN_LIFETIME', '0', 'must be a whole number from 1 to 527040'],
    ['GRAPHIQL', 'yes', 'must be one of on, off'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
    ['RATE_LIMIT', '-1', 'must be a whole number from 0 to 1000000'],
    ['MAX_BODY', '10', 'must be a whole number from 1024 to 100000000'],
    ['MAX_DEPTH', '0', 'must be a whole number from 1 to 100'],
    ['MAX_ALIASES', 'x', 'must be a whole number from 0 to 1000'],
    ['MAX_COST', '0', 'must be a whole number from 1 to 10000000'],
    ['MAX_PAGE', '1.5', 'must be a whole number from 1 to 10000'],
    ['TRACKER_URL', 'here', 'must be an http(s) address'],
    ['SMTP_URL', 'https://mail.example.org', 'must be an address such as smtps://user:password@host:465'],
    ['MAIL_FROM', 'nobody', 'must be an e-mail address, or a name and an address in angle brackets'],
    ['WEBHOOK_URL', 'there', 'must be an http(s) address'],
    ['WEBHOOK_SECRET', 'short', 'must be at least 32 bytes long'],
  ])('refuses %s=%s by its name and never repeats the value', (name, value, sentence) => {
    expect(refusal({ ...production, [name]: value })).toBe(`${name} ${sentence}.`);
  });

  it('names everything that is wrong at once', () => {
    expect(refusal({ ...production, PORT: 'x', GRAPHIQL: 'x' }).split('\n')).toHaveLength(2);
  });

  it('verifies tokens in one way, and by public keys only with issuer and audience', () => {
    const TOKEN_JWKS_URL = 'https://login.example.org/keys';
    expect(refusal({ MASTER_KEY: KEY, TOKEN_JWKS_URL }).split('\n')).toEqual([
      'TOKEN_ISSUER must be set with TOKEN_JWKS_URL.',
      'TOKEN_AUDIENCE must be set with TOKEN_JWKS_URL.',
    ]);
    expect(refusal({ ...production, TOKEN_JWKS_URL, TOKEN_ISSUER: 'i', TOKEN_AUDIENCE: 'a' })).toMatch(/one way only/);
    expect(configFrom({ MASTER_KEY: KEY, TOKEN_JWKS_URL, TOKEN_ISSUER: 'i', TOKEN_AUDIENCE: 'a' }).tokens).toEqual({
      kind: 'jwks',
      url: new URL(TOKEN_JWKS_URL),
      issuer: 'i',
      audience: 'a',
    });
  });

  it('sends reminders in one way, and only with all it takes', () => {
    const SMTP_URL = 'smtp://mail.example.org';
    const WEBHOOK_URL = 'https://hook.example.org/';
    expect(refusal({ ...production, SMTP_URL }).split('\n')).toEqual([
      'MAIL_FROM must be set with SMTP_URL.',
      'MAIL_DIRECTORY must be set with SMTP_URL.',
    ]);
    expect(refusal({ ...production, WEBHOOK_URL })).toBe('WEBHOOK_SECRET must be set with WEBHOOK_URL.');
    const mail = { SMTP_URL, MAIL_FROM: 'Tracker <tracker@example.org>', MAIL_DIRECTORY: '/directory.yaml' };
    const hook = { WEBHOOK_URL, WEBHOOK_SECRET: SECRET };
    expect(refusal({ ...production, ...mail, ...hook })).toMatch(/one way only/);
    expect(configFrom(production).reminders).toEqual({ address: undefined, fromHour: 8, channel: { kind: 'log' } });
    expect(configFrom({ ...production, ...mail }).reminders.channel).toEqual({
      ...{ kind: 'mail', url: SMTP_URL, from: mail.MAIL_FROM, directory: '/directory.yaml' },
    });
    expect(configFrom({ ...production, ...hook }).reminders.channel).toEqual({
      ...{ kind: 'webhook', url: new URL(WEBHOOK_URL), secret: SECRET },
    });
  });

  it('trusts no proxy unless it is named, and never everybody', () => {
    const trusted = (TRUST_PROXY: string) => configFrom({ ...production, TRUST_PROXY }).trustProxy;
    expect(configFrom(production).trustProxy).toEqual([]);
    expect(trusted('10.0.0.7, 172.30.240.0/24,fd00::/8,loopback')).toEqual([
      ...['10.0.0.7', '172.30.240.0/24', 'fd00::/8', 'loopback'],
    ]);
    for (const TRUST_PROXY of ['true', '1', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.7,', 'proxy', '10.0.0.7/']) {
      expect(refusal({ ...production, TRUST_PROXY })).toMatch(/^TRUST_PROXY must be addresses or networks/);
    }
  });

  it('keeps log and keys in the data folder when nothing is said, and names what EventStoreDB and PostgreSQL need', () => {
    expect(configFrom(production)).toMatchObject({ eventStore: { kind: 'sqlite' }, keyStore: { kind: 'sqlite' } });
    const eventstoredb = { ...production, EVENT_STORE: 'eventstoredb' };
    expect(refusal(eventstoredb)).toMatch(/^EVENTSTORE_URL must be set/);
    expect(refusal({ ...eventstoredb, EVENTSTORE_URL: 'esdb://node:2113' })).toMatch(
      /^EVENTSTORE_USERNAME must be set/,
    );
    expect(refusal({ ...eventstoredb, EVENTSTORE_URL: 'esdb://app:50%off@node:2113' })).toMatch(/%25 for a %/);
    expect(refusal({ ...eventstoredb, EVENTSTORE_URL: 'http://node:2113' })).toMatch(
      /^EVENTSTORE_URL must be an address/,
    );
    expect(refusal({ ...production, EVENTSTORE_USERNAME: 'app' })).toMatch(/must be set together/);
    expect(refusal({ ...production, EVENTSTORE_PREFIX: 'cheshire' })).toMatch(/^EVENTSTORE_PREFIX must be letters/);
    expect(refusal({ ...production, KEY_STORE: 'postgres' })).toMatch(/^POSTGRES_URL must be set/);

    const connectionString = 'esdb://app:p%40ss@a:2113,b:2113?tls=true';
    const inUrl = configFrom({ ...eventstoredb, EVENTSTORE_URL: connectionString, EVENTSTORE_PREFIX: 'cheshire-' });
    const named = { connectionString, username: 'app', password: 'p@ss', prefix: 'cheshire-' };
    expect(inUrl.eventStore).toMatchObject({ kind: 'eventstoredb', ...named });
    expect(notesOn(inUrl)).toEqual([
      expect.stringMatching(/^The log is on EventStoreDB at a:2113, b:2113, but the keys/),
    ]);
    const shared = { ...eventstoredb, EVENTSTORE_URL: 'esdb://a?tls=false', KEY_STORE: 'postgres' };
    const keys = { ...shared, POSTGRES_URL: 'postgres://keys:secret@db/keys' };
    expect(notesOn(configFrom(keys))).toEqual([]);
    expect(configFrom({ ...keys, POSTGRES_CA_FILE: '/ca.crt' }).keyStore).toEqual({
      ...{ kind: 'postgres', url: 'postgres://keys:secret@db/keys?sslmode=verify-full&sslrootcert=%2Fca.crt' },
    });
  });

  it('is explained in .env.example, every setting after a sentence of its own', async () => {
    const text = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
    const explained = [...text.matchAll(/^# .+[.:].*\n(?:# .+\n)*([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(explained).toEqual(SETTING_NAMES);
    const values: Record<string, string> = {};
    for (const [, name = '', value = ''] of text.matchAll(/^([A-Z_]+)=(.*)$/gm)) values[name] = value;
    expect(configFrom({ ...values, ...production })).toEqual(configFrom(production));
  });
});
