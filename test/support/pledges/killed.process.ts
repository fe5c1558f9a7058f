import { foundings, commandOf, LANES, nameOf, type Asked } from './lanes.js';
import { openSpine } from './spine.js';

/** What the process is told: where the record is, which round it is, and what was under way when the last one died. */
export interface Life {
  readonly folder: string;
  readonly round: number;
  readonly unanswered: readonly Asked[];
  /** Does it also rebuild its read models, over and over? */
  readonly rebuilds: boolean;
}

const { folder, round, unanswered, rebuilds } = JSON.parse(process.argv[2] ?? '') as Life;
const say = (...words: readonly (string | number)[]) => process.stdout.write(`${words.join(' ')}\n`);

const spine = await openSpine(folder);
const { readModels } = spine.projector;
const { entries } = readModels.prepare('select count(*) as entries from entries').get() as { entries: number };
say('ready', readModels.seq, entries, readModels.position === (await spine.store.head()) ? 'level' : 'apart');

const send = async (asked: Asked): Promise<void> => {
  const { version, events } = await spine.send(commandOf(asked));
  say('answered', nameOf(asked), version, events.map(({ id }) => id).join(','));
};
await Promise.all(foundings.map((command) => spine.send(command)));
await Promise.all(unanswered.map(send));
say('again');

const lane = async (n: number): Promise<void> => {
  for (let count = 0; ; count++) await send({ round, lane: n, n: count });
};
if (rebuilds)
  void (async () => {
    for (;;) await spine.projector.rebuild();
  })();
await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
