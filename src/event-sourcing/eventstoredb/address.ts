/** What a connection string is made of. */
const FORM = /^esdb(?:\+discover)?:\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/;
/** Seconds, whatever the client's documentation says: it takes ten times so many to give up. */
const DISCOVERY = ['gossipTimeout=2', 'maxDiscoverAttempts=3', 'throwOnAppendFailure=true'];

const parts = (connectionString: string) => {
  const [, user, hosts = '', query = ''] = FORM.exec(connectionString.trim()) ?? [];
  return { user, hosts: hosts.split(','), options: query.split('&').filter((option) => option !== '') };
};

/** Can this be a connection string? Signs with a meaning of their own stand in it as `%` and two digits, `%` too. */
export const isConnectionString = (text: string): boolean => FORM.test(text.trim()) && isDecodable(text);

const isDecodable = (text: string): boolean => {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
};

/** The hosts it names, each with its port. */
export const hostsOf = (connectionString: string): readonly string[] => parts(connectionString).hosts;

/** Is the server spoken to by TLS, as it is unless said otherwise? */
export const isSecure = (connectionString: string): boolean =>
  !parts(connectionString).options.some((option) => /^tls=false$/i.test(option));

/** The certificate it names. */
export const caFileOf = (connectionString: string): string | undefined => {
  const option = parts(connectionString).options.find((option) => /^tlsCAFile=/i.test(option));
  return option && decodeURIComponent(option.slice(option.indexOf('=') + 1));
};

/** The user whom it names. */
export const userOf = (
  connectionString: string,
): { readonly username: string; readonly password: string } | undefined => {
  const [username, password] = parts(connectionString).user?.split(':') ?? [];
  if (!username || password === undefined) return undefined;
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
};

/** The same for one of its hosts alone. */
export const forHost = (connectionString: string, host: string): string =>
  `esdb://${host}?${parts(connectionString).options.join('&')}`;

/** As the client is given it: without a user, who goes with every call, and with what it must not be told otherwise. */
export const connectionStringOf = ({
  connectionString,
  caFile,
}: {
  readonly connectionString: string;
  readonly caFile?: string | undefined;
}): string => {
  const { hosts, options } = parts(connectionString);
  const scheme = connectionString.trim().startsWith('esdb+discover') ? 'esdb+discover' : 'esdb';
  const given = options.filter(
    (option) => !/^(?:gossipTimeout|maxDiscoverAttempts|throwOnAppendFailure)=/i.test(option),
  );
  const ca = caFile === undefined ? [] : [`tlsCAFile=${encodeURIComponent(caFile)}`];
  return `${scheme}://${hosts.join(',')}?${[...given, ...ca, ...DISCOVERY].join('&')}`;
};
