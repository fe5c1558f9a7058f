import { resolve } from 'node:path';
import { z } from 'zod';
import { proxies } from './config.proxies.js';
import { reminderFields, remindersFrom, wrongReminders, type ReminderSettings } from './config.reminders.js';
import { storeFields, storesFrom, wrongStores, type RecordSettings } from './config.stores.js';

/** How bearer tokens are verified: by a shared secret, or by the public keys of the council's own sign-in. */
export type TokenSettings =
  | { readonly kind: 'secret'; readonly secret: Uint8Array; readonly issuer: string; readonly audience: string }
  | { readonly kind: 'jwks'; readonly url: URL; readonly issuer: string; readonly audience: string };

/** How much one caller may ask. */
export interface Limits {
  /** Requests a minute per signed-in sender, or per address where nobody is signed in; 0: no limit. */
  readonly rate: number;
  /** Largest request body, and largest message on a socket, in bytes. */
  readonly body: number;
  /** Deepest nesting of a GraphQL operation. */
  readonly depth: number;
  /** Most aliases in a GraphQL operation. */
  readonly aliases: number;
  /** Most values one GraphQL operation may ask for: fields times the pages they are in. */
  readonly cost: number;
  /** Largest `first` or `last`. */
  readonly page: number;
}

/** The settings of the service, validated. A class, so that it is its own injection token. */
export abstract class Config {
  abstract readonly production: boolean;
  abstract readonly host: string;
  abstract readonly port: number;
  /** Addresses and networks of proxies that are believed where a request comes from; none: nobody is. */
  abstract readonly trustProxy: readonly string[];
  /** Absolute path of the folder of the embedded store and of the read models. */
  abstract readonly dataDir: string;
  abstract readonly eventStore: RecordSettings['eventStore'];
  abstract readonly keyStore: RecordSettings['keyStore'];
  abstract readonly councilName: string | undefined;
  abstract readonly timeZone: string;
  /** 32 bytes that wrap the keys of the sealed words; absent only in development, which makes its own. */
  abstract readonly masterKey: Buffer | undefined;
  /** Absent only in development, which makes a secret of its own. */
  abstract readonly tokens: TokenSettings | undefined;
  /** Seconds that a token lives that was signed by the service itself. */
  abstract readonly tokenLifetime: number;
  /** Is GraphiQL served at /graphiql? */
  abstract readonly graphiql: boolean;
  abstract readonly logLevel: string;
  /** Seconds that the read models may be behind the log before no requests are to be sent here. */
  abstract readonly maxLag: number;
  abstract readonly limits: Limits;
  abstract readonly reminders: ReminderSettings;
}

/** A configuration with nothing missing: what the service runs on. */
export type CompleteConfig = Config &
  Required<Pick<{ masterKey: Buffer; tokens: TokenSettings }, 'masterKey' | 'tokens'>>;

/** Where the record is, for whoever opens its stores. */
export const recordOf = ({ dataDir, masterKey, eventStore, keyStore }: CompleteConfig) => ({
  dataDir,
  masterKey,
  eventStore,
  keyStore,
});

/** The settings are not fit to start with; the message names every one that is bad or missing, a sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, { error })
    .transform(Number)
    .refine((number) => number >= least && number <= most, { error });
};

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
};

const is32Bytes = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32;

/** Every setting there is, with what it must look like. `.env.example` explains them; a test compares the two. */
const SETTINGS = z.object({
  NODE_ENV: oneOf(['production', 'development']).default('production'),
  HOST: z.string().optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  TRUST_PROXY: proxies,
  DATA_DIR: z.string().default('./data'),
  ...storeFields,
  COUNCIL_NAME: z.string().max(200, { error: 'must be at most 200 characters long' }).optional(),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, { error: 'must be the name of a time zone, such as Europe/London' })
    .default('Europe/London'),
  MASTER_KEY: z
    .string()
    .refine(is32Bytes, { error: 'must be 32 bytes in base64 (make one with: openssl rand -base64 32)' })
    .transform((text) => Buffer.from(text, 'base64'))
    .optional(),
  TOKEN_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32, { error: 'must be at least 32 bytes long' })
    .optional(),
  TOKEN_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  TOKEN_ISSUER: z.string().optional(),
  TOKEN_AUDIENCE: z.string().optional(),
  TOKEN_LIFETIME: wholeNumber(1, 527_040).default(480),
  GRAPHIQL: oneOf(['on', 'off']).optional(),
  LOG_LEVEL: oneOf(LEVELS).optional(),
  MAX_LAG: wholeNumber(1, 86_400).default(60),
  RATE_LIMIT: wholeNumber(0, 1_000_000).default(1_200),
  MAX_BODY: wholeNumber(1_024, 100_000_000).default(1_048_576),
  MAX_DEPTH: wholeNumber(1, 100).default(15),
  MAX_ALIASES: wholeNumber(0, 1_000).default(30),
  MAX_COST: wholeNumber(1, 10_000_000).default(50_000),
  MAX_PAGE: wholeNumber(1, 10_000).default(200),
  ...reminderFields,
});

type Settings = z.output<typeof SETTINGS>;

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS.shape);

/** Issuer and audience of tokens that are signed with the service's own secret. */
export const OWN_ISSUER = 'corporate-parenting-tracker';

/** What is wrong with settings that are each right by themselves. */
const together = (settings: Settings): string[] => {
  const { NODE_ENV, MASTER_KEY, TOKEN_SECRET, TOKEN_JWKS_URL, TOKEN_ISSUER, TOKEN_AUDIENCE } = settings;
  const wrong: string[] = [];
  if (NODE_ENV === 'production' && !MASTER_KEY) {
    wrong.push('MASTER_KEY must be set in production: 32 bytes in base64 (make them with: openssl rand -base64 32).');
  }
  if (NODE_ENV === 'production' && !TOKEN_SECRET && !TOKEN_JWKS_URL) {
    wrong.push('TOKEN_JWKS_URL or TOKEN_SECRET must be set in production, or nobody could sign in.');
  }
  if (TOKEN_SECRET && TOKEN_JWKS_URL) {
    wrong.push('TOKEN_SECRET must not be set beside TOKEN_JWKS_URL: tokens are verified in one way only.');
  }
  if (TOKEN_JWKS_URL && !TOKEN_ISSUER) wrong.push('TOKEN_ISSUER must be set with TOKEN_JWKS_URL.');
  if (TOKEN_JWKS_URL && !TOKEN_AUDIENCE) wrong.push('TOKEN_AUDIENCE must be set with TOKEN_JWKS_URL.');
  return [...wrong, ...wrongStores(settings), ...wrongReminders(settings)];
};

const tokensFrom = (settings: Settings): TokenSettings | undefined => {
  const { TOKEN_SECRET, TOKEN_JWKS_URL, TOKEN_ISSUER = OWN_ISSUER, TOKEN_AUDIENCE = OWN_ISSUER } = settings;
  const claims = { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE };
  if (TOKEN_JWKS_URL) return { kind: 'jwks', url: new URL(TOKEN_JWKS_URL), ...claims };
  if (TOKEN_SECRET) return { kind: 'secret', secret: new TextEncoder().encode(TOKEN_SECRET), ...claims };
  return undefined;
};

/**
 * The configuration that an environment describes; an empty value counts as not set. Throws `ConfigError` that names
 * every bad or missing setting, never with the value of one.
 */
export const configFrom = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const read = SETTINGS.safeParse(given);
  const wrong = read.success
    ? together(read.data)
    : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`);
  if (!read.success || wrong.length > 0) throw new ConfigError(wrong.join('\n'));

  const settings = read.data;
  const production = settings.NODE_ENV === 'production';
  return {
    production,
    host: settings.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: settings.PORT,
    trustProxy: settings.TRUST_PROXY,
    dataDir: resolve(settings.DATA_DIR),
    ...storesFrom(settings),
    councilName: settings.COUNCIL_NAME,
    timeZone: settings.TIME_ZONE,
    masterKey: settings.MASTER_KEY,
    tokens: tokensFrom(settings),
    tokenLifetime: settings.TOKEN_LIFETIME * 60,
    graphiql: settings.GRAPHIQL === undefined ? !production : settings.GRAPHIQL === 'on',
    logLevel: settings.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    maxLag: settings.MAX_LAG,
    limits: {
      rate: settings.RATE_LIMIT,
      body: settings.MAX_BODY,
      depth: settings.MAX_DEPTH,
      aliases: settings.MAX_ALIASES,
      cost: settings.MAX_COST,
      page: settings.MAX_PAGE,
    },
    reminders: remindersFrom(settings),
  };
};

/** An administrator of EventStoreDB, for the one command that needs one: no setting, because it is not to be kept. */
export const administratorOfProcess = () => ({
  username: process.env['EVENTSTORE_ADMIN_USERNAME'],
  password: process.env['EVENTSTORE_ADMIN_PASSWORD'],
});

/** The configuration of this process. */
export const configOfProcess = (): Config => configFrom(process.env);
