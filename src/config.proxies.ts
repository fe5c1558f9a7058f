import { isIP } from 'node:net';
import { z } from 'zod';

/** Names of ranges that Fastify knows, besides addresses and networks. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];
/** Longest prefixes of networks, by the version of IP. */
const BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Every address is no network of proxies: whoever calls could then say to be anybody. */
const isProxy = (text: string): boolean => {
  const [address = '', bits] = text.split('/', 2);
  const most = BITS[isIP(address)];
  if (most === undefined) return RANGES.includes(text);
  return bits === undefined ? text === address : /^\d+$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most;
};

/** The proxies whose word is taken for where a request comes from, as Fastify's `trustProxy` has it: none when left out. */
export const proxies = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((all) => all.every(isProxy), {
    error: 'must be addresses or networks with commas between them, such as 10.0.0.7,172.30.240.0/24',
  })
  .default([]);
