import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly networks: Readonly<
    Record<string, { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } }>
  >;
}
interface Job {
  readonly services?: Readonly<Record<string, { readonly image: string; readonly options: string }>>;
  readonly strategy?: { readonly matrix: { readonly include: readonly { readonly image: string }[] } };
  readonly steps: readonly { readonly run?: string; readonly env?: Readonly<Record<string, string>> }[];
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = read('docker-compose.yml');
const { services, volumes, networks } = parse(text, { merge: true }) as Compose;
const all = Object.entries(services);
const { jobs } = parse(read('.github/workflows/ci.yml')) as { readonly jobs: Readonly<Record<string, Job>> };

const under = (profile: string): string[] =>
  all.flatMap(([name, { profiles = [] }]) => (profiles.includes(profile) ? [name] : [])).sort();
/** The one that is taken while the environment names no other. */
const defaultOf = (value: string): string => /^\$\{\w+:-(.*)\}$/.exec(value)?.[1] ?? value;

describe('docker-compose.yml', () => {
  it('starts the service alone unless a profile is named, and nothing of one profile with another', () => {
    expect(under('')).toEqual(['tracker']);
    const both = ['certificates', 'postgres'];
    expect(under('eventstoredb')).toEqual([...both, 'eventstore', 'eventstore-setup', 'tracker-eventstoredb'].sort());
    const three = ['eventstore-1', 'eventstore-2', 'eventstore-3'];
    expect(under('cluster')).toEqual([...both, ...three, 'cluster-setup', 'proxy', 'tracker-1', 'tracker-2'].sort());
    expect(all.every(([, { profiles = [] }]) => profiles.length > 0)).toBe(true);
  });

  it.each(all)(
    '%s waits for what starts with it, and for what ends until it has ended',
    (_, { depends_on, profiles }) => {
      for (const [name, { condition }] of Object.entries(depends_on ?? {})) {
        const { restart, profiles: its } = services[name] as Service;
        expect(its).toEqual(expect.arrayContaining([...(profiles ?? [])]));
        expect(condition).toBe(restart === 'no' ? 'service_completed_successfully' : 'service_healthy');
      }
    },
  );

  it.each(all.filter(([, { restart }]) => restart !== 'no'))(
    '%s is started again, and says whether it is well',
    (_, of) => {
      expect(of.restart).toBe('unless-stopped');
      // A colon that is not quoted would make a list of a line of it.
      expect(of.healthcheck?.test?.map((part) => typeof part)).toEqual(of.healthcheck?.test?.map(() => 'string'));
      expect(of.healthcheck?.test?.[0]).toMatch(/^CMD(-SHELL)?$/);
    },
  );

  it.each(all)('%s has an exact version, gains no rights, and is reached from this machine only', (_, of) => {
    const { image = '', security_opt, ports = [] } = of;
    if (image !== 'corporate-parenting-tracker') expect(defaultOf(image)).toMatch(/:\d+\.\d+\.\d+(-|$)|:\d+\.\d+-\w/);
    expect(security_opt).toEqual(['no-new-privileges:true']);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(all.filter(([name]) => name.includes('tracker') || name === 'proxy'))(
    '%s writes to its data alone',
    (_, { read_only, cap_drop }) => {
      expect(read_only).toBe(true);
      expect(cap_drop).toEqual(['ALL']);
    },
  );

  it('holds no secret: each comes from the environment, and the one that is always needed is asked for', () => {
    const secrets = all.flatMap(([name, { environment = {} }]) =>
      Object.entries(environment).flatMap(([setting, value]) =>
        /PASSWORD|SECRET|MASTER_KEY$/.test(setting) ? [[name, setting, value] as const] : [],
      ),
    );
    expect(secrets.length).toBeGreaterThan(10);
    for (const [, , value] of secrets) expect(value).toMatch(/^$|^(\$\{[A-Z_]+(:-|:\+1|:\?.*)?\})+$/);
    expect(services['tracker']?.environment?.['MASTER_KEY']).toMatch(/:\?/);
    // An address may hold a user, and never a password.
    for (const [, password] of text.matchAll(/:\/\/[^\s/@:]+:([^\s/@]+)@/g))
      expect(password).toMatch(/^\$\{[A-Z_]+:-\}$/);
  });

  it('shows the password of the administrator to the nodes and to the setting up, and to no copy of the service', () => {
    const seen = all.flatMap(([name, { environment = {} }]) =>
      Object.values(environment).some((value) => String(value).includes('{EVENTSTORE_ADMIN_PASSWORD:-}')) ? [name] : [],
    );
    expect(seen.sort()).toEqual(
      ['cluster-setup', 'eventstore', 'eventstore-1', 'eventstore-2', 'eventstore-3', 'eventstore-setup'].sort(),
    );
    for (const [name, { env_file, environment }] of all) {
      if (env_file !== undefined && !seen.includes(name)) expect(environment?.['EVENTSTORE_ADMIN_PASSWORD']).toBe('');
    }
  });

  it('names every volume it uses, uses every one it names, and shares none that a copy writes to', () => {
    const used = all.flatMap(([, { volumes = [] }]) => volumes.filter((one) => !one.startsWith('.')));
    expect([...new Set(used.map((one) => one.split(':')[0]))].sort()).toEqual(Object.keys(volumes).sort());
    const written = used.filter((one) => /:\/data$|:\/var\/lib\//.test(one));
    expect(new Set(written).size).toBe(written.length);
  });

  it('lets the copies believe their proxy where requests come from, and nobody else', () => {
    const [{ subnet } = { subnet: '' }] = networks['cluster']?.ipam.config ?? [];
    const trusting = all.filter(([, { environment = {} }]) => 'TRUST_PROXY' in environment).map(([name]) => name);
    expect(trusting.sort()).toEqual(['cluster-setup', 'tracker-1', 'tracker-2']);
    for (const name of ['tracker-1', 'tracker-2']) {
      expect(services[name]?.environment?.['TRUST_PROXY']).toBe(subnet);
      expect(services[name]?.networks).toEqual(['cluster']);
    }
    // On another network besides, it could have an address there for what comes in.
    expect(services['proxy']?.networks).toEqual(['cluster']);
    expect(read('docker/nginx.conf')).toContain('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;');
  });

  it('asks for nothing that the pages for operators leave out', () => {
    const pages = read('docs/operations.md') + read('.env.example');
    const asked = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
    expect([...asked].filter((name) => !pages.includes(name as string))).toEqual([]);
  });
});

describe('the image', () => {
  const lines = read('docker/Dockerfile').split('\n');
  const of = (instruction: string) => lines.filter((line) => line.startsWith(`${instruction} `));

  it('is made of one exact version of Node, of the line the service is for', () => {
    const bases = new Set(of('FROM').map((line) => line.split(' ')[1]));
    expect([...bases]).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-bookworm-slim$/)]);
    expect([...bases][0]).toContain(`node:${read('.nvmrc').trim()}.`);
  });

  it('runs as an ordinary user, says whether it is well, and keeps its data in a volume', () => {
    expect(of('USER')).toEqual(['USER node']);
    expect(of('HEALTHCHECK')).toHaveLength(1);
    expect(of('VOLUME')).toEqual(['VOLUME /data']);
    // Anything that starts it by a shell would keep the signal to stop from it.
    expect(of('CMD').at(-1)).toMatch(/^CMD \[/);
  });
});

describe('.github/workflows/ci.yml', () => {
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

  it('runs what is run everywhere, and the suite against servers themselves', () => {
    expect(commands).toEqual(['bash .ci/run', 'npm ci', 'npm run test:eventstoredb']);
    expect(jobs['servers']?.steps.at(-1)?.env).toHaveProperty('EVENTSTORE_TEST_URL');
  });

  it('does so with the server that was measured and with the one that compose starts, each by its exact version', () => {
    const started = defaultOf(services['eventstore']?.image ?? '');
    const tried = jobs['servers']?.strategy?.matrix.include.map(({ image }) => image);
    expect(tried).toEqual(['eventstore/eventstore:23.10.8-bookworm-slim', started]);
    expect(jobs['servers']?.services?.['postgres']?.image).toBe(services['postgres']?.image);
    for (const { options } of Object.values(jobs['servers']?.services ?? {})) expect(options).toContain('--health-cmd');
  });
});
