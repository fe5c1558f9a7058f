import { resolve } from 'node:path';
import { z } from 'zod';
import { hostsOf, isConnectionString, isSecure, userOf } from './event-sourcing/eventstoredb/address.js';
import type { EventStoreSettings, KeyStoreSettings } from './event-sourcing/stores.js';

/** Where the log is and where the keys of its words are. */
export interface RecordSettings {
  readonly eventStore: EventStoreSettings;
  readonly keyStore: KeyStoreSettings;
}

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

/** The settings of the stores, with what each must look like. */
export const storeFields = {
  EVENT_STORE: oneOf(['sqlite', 'eventstoredb']).default('sqlite'),
  EVENTSTORE_URL: z
    .string()
    .refine(isConnectionString, {
      error: 'must be an address such as esdb://host:2113?tls=true, with %25 for a % in a password',
    })
    .optional(),
  EVENTSTORE_USERNAME: z.string().optional(),
  EVENTSTORE_PASSWORD: z.string().optional(),
  EVENTSTORE_CA_FILE: z.string().optional(),
  EVENTSTORE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}[._-]$/, {
      error: 'must be letters and digits that end in a dash, an underscore or a dot, such as cheshire-',
    })
    .optional(),
  KEY_STORE: oneOf(['sqlite', 'postgres']).default('sqlite'),
  POSTGRES_URL: z
    .url({ protocol: /^postgres(?:ql)?$/, error: 'must be an address such as postgres://user:password@host:5432/keys' })
    .optional(),
  POSTGRES_CA_FILE: z.string().optional(),
};

type Fields = { readonly [Name in keyof typeof storeFields]?: z.output<(typeof storeFields)[Name]> };

/** What is wrong with settings that are each right by themselves. */
export const wrongStores = (settings: Fields): string[] => {
  const { EVENT_STORE, EVENTSTORE_URL: url, EVENTSTORE_USERNAME, EVENTSTORE_PASSWORD } = settings;
  const wrong: string[] = [];
  if (EVENT_STORE === 'eventstoredb' && !url) wrong.push('EVENTSTORE_URL must be set with EVENT_STORE=eventstoredb.');
  if (EVENT_STORE === 'eventstoredb' && url && isSecure(url) && !EVENTSTORE_USERNAME && !userOf(url)) {
    wrong.push('EVENTSTORE_USERNAME must be set with EVENTSTORE_URL, unless that says tls=false.');
  }
  if (!EVENTSTORE_USERNAME !== !EVENTSTORE_PASSWORD) {
    wrong.push('EVENTSTORE_USERNAME and EVENTSTORE_PASSWORD must be set together.');
  }
  if (settings.KEY_STORE === 'postgres' && !settings.POSTGRES_URL) {
    wrong.push('POSTGRES_URL must be set with KEY_STORE=postgres.');
  }
  return wrong;
};

/** Where the stores are by these settings: both in the data folder when nothing else is set. */
export const storesFrom = (settings: Fields): RecordSettings => {
  const { EVENT_STORE, EVENTSTORE_URL: url, KEY_STORE, POSTGRES_URL, POSTGRES_CA_FILE } = settings;
  return {
    eventStore: EVENT_STORE === 'eventstoredb' && url ? eventStoreDbAt(url, settings) : { kind: 'sqlite' },
    keyStore:
      KEY_STORE === 'postgres' && POSTGRES_URL
        ? { kind: 'postgres', url: trusting(POSTGRES_URL, POSTGRES_CA_FILE) }
        : { kind: 'sqlite' },
  };
};

/** The address, with the authority that must have signed the server's certificate, where one is named. */
const trusting = (url: string, caFile: string | undefined): string => {
  if (!caFile) return url;
  const secure = new URL(url);
  secure.searchParams.set('sslmode', 'verify-full');
  secure.searchParams.set('sslrootcert', resolve(caFile));
  return secure.href;
};

const eventStoreDbAt = (url: string, settings: Fields): EventStoreSettings => {
  const { EVENTSTORE_USERNAME, EVENTSTORE_PASSWORD, EVENTSTORE_CA_FILE, EVENTSTORE_PREFIX } = settings;
  const named = userOf(url);
  return {
    kind: 'eventstoredb',
    connectionString: url,
    username: EVENTSTORE_USERNAME ?? named?.username,
    password: EVENTSTORE_PASSWORD ?? named?.password,
    caFile: EVENTSTORE_CA_FILE && resolve(EVENTSTORE_CA_FILE),
    prefix: EVENTSTORE_PREFIX ?? '',
  };
};

/** What whoever starts the service by these settings should know, a sentence each. */
export const notesOn = ({ eventStore, keyStore }: RecordSettings): string[] => {
  if (eventStore.kind !== 'eventstoredb' || keyStore.kind !== 'sqlite') return [];
  return [
    `The log is on EventStoreDB at ${hostsOf(eventStore.connectionString).join(', ')}, but the keys of its words are in this copy's own folder: run one copy of the service only, or set KEY_STORE=postgres.`,
  ];
};
