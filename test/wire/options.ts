import { ServerCredentials } from '@grpc/grpc-js';
import type { Certificates } from './certificates.js';
import type { WireStore } from './store.js';

/** How a server is set up; everything may be left out. */
export interface WireOptions {
  /** A free one unless named. */
  readonly port?: number;
  /** What it holds: a store of its own unless one is handed over. */
  readonly store?: WireStore;
  /** Bytes an append may bring: 1 MiB unless named. */
  readonly maxAppendSize?: number;
  /** How far its clock is ahead, in milliseconds. */
  readonly clockSkewMs?: number;
  /**
   * Speaks TLS, with certificates of its own making or those handed over, and asks callers to sign in (`admin` and `ops`,
   * both `changeit`, or `users`). Without it everybody may do everything, as on a server run insecurely.
   */
  readonly tls?: boolean | Certificates;
  /** Ordinary users and their passwords. */
  readonly users?: Readonly<Record<string, string>>;
  /** What it says it is. */
  readonly version?: string;
}

/** What a port is opened with: TLS where there are certificates. */
export const credentialsOf = (certificates: Certificates | undefined): ServerCredentials => {
  if (!certificates) return ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(certificates.certificate), private_key: Buffer.from(certificates.key) };
  return ServerCredentials.createSsl(null, [pair]);
};
