import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { nameKey } from '../naming/naming.js';
import { NotDelivered } from './reminders.notifier.js';

/** Who has which e-mail address. */
export interface Directory {
  readonly governance: string;
  /** By the key of the team's or role's name. */
  readonly teams: ReadonlyMap<string, string>;
}

const DIRECTORY = z.strictObject({ governance: z.email(), teams: z.record(z.string(), z.email()).default({}) });

/** The directory in a file of YAML or JSON. Throws `NotDelivered` that says what is wrong, never with an address. */
export const readDirectory = async (file: string): Promise<Directory> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new NotDelivered(`the directory of addresses cannot be read (${error.code ?? error.name})`);
  });
  const read = DIRECTORY.safeParse(parsed(text));
  if (!read.success) {
    const wrong = read.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
    throw new NotDelivered(`the directory of addresses is not as it should be: ${wrong}`);
  }
  const { governance, teams } = read.data;
  return { governance, teams: new Map(Object.entries(teams).map(([name, address]) => [nameKey(name), address])) };
};

const parsed = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    throw new NotDelivered('the directory of addresses is neither YAML nor JSON');
  }
};
