import { Command, InvalidArgumentError } from 'commander';
import type { AcceptOptions } from './cli/accept-lost-keys.js';
import type { MoveOptions } from './cli/move.js';
import type { TokenOptions } from './cli/token.js';
import { ROLES, type Role } from './event-sourcing/messages.js';

/** Tokens of the service itself are made by the service alone. */
const PEOPLE = ROLES.filter((role) => role !== 'system');

const role = (value: string, before: readonly Role[] = []): readonly Role[] => {
  if (!PEOPLE.some((known) => known === value))
    throw new InvalidArgumentError(`It must be one of ${PEOPLE.join(', ')}.`);
  return [...before, value as Role];
};

const more = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const program = new Command('tracker')
  .description('Looks after the record of a corporate parenting tracker, beside the running service or without it.')
  .showHelpAfterError('(tracker --help says what there is)');

// Everything beyond these lines is loaded when it is asked for, so that help comes at once.
program
  .command('rebuild')
  .description(
    'Fill the read models anew from the log. A running service answers from the old ones until they are ready.',
  )
  .action(async () => (await import('./cli/rebuild.js')).rebuildReadModels());

program
  .command('verify')
  .description('Look for anything wrong in the log, its keys and the read models; ends with 1 when something is.')
  .action(async () => (await import('./cli/verify.js')).verifyRecord());

program
  .command('eventstoredb-setup')
  .description(
    'Make the user of the service on EventStoreDB and let it read the log. Asks for an administrator, or takes one from ' +
      'EVENTSTORE_ADMIN_USERNAME and EVENTSTORE_ADMIN_PASSWORD.',
  )
  .action(async () => (await import('./cli/eventstoredb-setup.js')).setUpEventStoreDb());

program
  .command('backup')
  .description('Copy the log and its keys into a folder, whole, while the service runs.')
  .argument('<folder>', 'a folder that holds no backup yet; made when it is not there')
  .action(async (folder: string) => (await import('./cli/backup.js')).backUpRecord(folder));

program
  .command('snapshot')
  .description('Copy the read models into a file while the service runs: a new copy of it begins with them.')
  .argument('<file>', 'a file that is not there yet')
  .action(async (file: string) => (await import('./cli/snapshot.js')).snapshotReadModels(file));

program
  .command('restore')
  .description('Put a snapshot into the data folder of a new copy of the service, which reads on from there.')
  .argument('<file>', 'what snapshot made')
  .action(async (file: string) => (await import('./cli/snapshot.js')).restoreReadModels(file));

program
  .command('move')
  .description(
    'Copy the whole record to another store, and compare both event by event. Run it again after it was cut short.',
  )
  .requiredOption('--from <settings>', 'a file of settings such as .env, which says where the record is')
  .requiredOption('--to <settings>', 'another one, which says where it is to be')
  .action(async (options: MoveOptions) => (await import('./cli/move.js')).moveRecord(options));

program
  .command('accept-lost-keys')
  .description(
    'Where the keys are older than the log and there is no newer backup: say what is lost, and go on without it.',
  )
  .option('--confirm', 'give the words up; without it nothing is changed')
  .action(async (options: AcceptOptions) => (await import('./cli/accept-lost-keys.js')).acceptLostKeys(options));

program
  .command('token')
  .description('Sign a short-lived token, where this service signs its own: in development, or with TOKEN_SECRET.')
  .requiredOption(
    '--role <role>',
    `what the bearer is to the council: ${PEOPLE.join(', ')}; give it again for more`,
    role,
  )
  .requiredOption('--name <name>', 'the name of the person or program')
  .option('--account <id>', 'the stable id of the account; made of the name when left out')
  .option('--body <name>', 'the team, partner or body they speak for')
  .option('--workstream <id>', 'the id of a workstream they work in; give it again for more', more)
  .action(async (options: TokenOptions) => (await import('./cli/token.js')).printToken(options));

try {
  await program.parseAsync();
} catch (error) {
  const { sentenceOf } = await import('./cli/failure.js');
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
