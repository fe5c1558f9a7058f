import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A server's certificate with its key, and the authority a client must trust, all in PEM. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** Another certificate of the same authority, with a key of its own. */
  readonly renewed: (validUntil?: Date) => Certificates;
}

/** Who signs, and until when it may itself be trusted. */
interface Authority {
  readonly name: string;
  readonly key: KeyObject;
  readonly ca: string;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;

/** Object ids as X.509 writes them, in hexadecimal. */
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const ALTERNATIVE_NAMES = '551d11';
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';

const YEAR_MS = 365 * 24 * 3600 * 1000;

/**
 * Makes an authority and a certificate of it for `localhost` and 127.0.0.1. They are made anew for each server, so that
 * no key lies in the repository and nothing in it expires. `validUntil` is in a year unless named.
 */
export const makeCertificates = (validUntil?: Date): Certificates => signedBy(makeAuthority(), validUntil);

const makeAuthority = (): Authority => {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // Two authorities of one name would be taken for each other, and the wrong fault found.
  const issuer = { name: `Authority ${randomBytes(4).toString('hex')}`, key };
  const isAuthority = der(SEQUENCE, der(BOOLEAN, Buffer.of(0xff)));
  const [from, until] = [new Date(Date.now() - 10 * YEAR_MS), new Date(Date.now() + 10 * YEAR_MS)];
  const ca = signed(issuer, issuer.name, publicKey, [from, until], extension(BASIC_CONSTRAINTS, isAuthority));
  return { ...issuer, ca };
};

const signedBy = (authority: Authority, validUntil = new Date(Date.now() + YEAR_MS)): Certificates => {
  const node = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const from = new Date(Math.min(Date.now(), validUntil.getTime()) - YEAR_MS);
  const hosts = der(SEQUENCE, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.of(127, 0, 0, 1)));
  const named = extension(ALTERNATIVE_NAMES, hosts);
  return {
    ca: authority.ca,
    certificate: signed(authority, 'localhost', node.publicKey, [from, validUntil], named),
    key: node.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    renewed: (until) => signedBy(authority, until),
  };
};

/** One value of DER, with its length in front. */
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const [high, low] = [body.length >> 8, body.length & 0xff];
  const length = body.length < 0x80 ? [low] : high === 0 ? [0x81, low] : [0x82, high, low];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
};

const objectId = (hex: string): Buffer => der(OBJECT_ID, Buffer.from(hex, 'hex'));
const nameOf = (common: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, objectId(COMMON_NAME), der(UTF8_STRING, Buffer.from(common)))));
const time = (at: Date): Buffer =>
  der(GENERALIZED_TIME, Buffer.from(`${at.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`));
const extension = (id: string, value: Buffer): Buffer => der(SEQUENCE, objectId(id), der(OCTET_STRING, value));

const signed = (
  issuer: Omit<Authority, 'ca'>,
  subject: string,
  key: KeyObject,
  [from, until]: readonly [Date, Date],
  extended: Buffer,
): string => {
  const algorithm = der(SEQUENCE, objectId(ECDSA_WITH_SHA256));
  const serial = Buffer.concat([Buffer.of(1), randomBytes(15)]);
  const content = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, serial),
    algorithm,
    nameOf(issuer.name),
    der(SEQUENCE, time(from), time(until)),
    nameOf(subject),
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, extended)),
  );
  const signature = der(BIT_STRING, Buffer.of(0), sign('sha256', content, issuer.key));
  const lines = der(SEQUENCE, content, algorithm, signature)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
};
