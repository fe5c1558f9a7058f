import { parse } from 'yaml';
import { z } from 'zod';
import { INITIAL_STATES, IMPACT_KINDS } from '../commitments/commitment.events.js';
import { isDay } from '../event-sourcing/days.js';
import { SPEAKER_BASES, SPEAKER_KINDS } from '../feedback/feedback.events.js';

const words = z.string().min(1);
const day = z.string().refine(isDay, { error: 'must be a calendar day such as 2025-11-12' });
const range = z.strictObject({ earliest: day.optional(), latest: day.optional() });
const party = z.strictObject({ name: words, kind: z.enum(['TEAM', 'ROLE', 'PARTNER']) });
const target = z.strictObject({
  asWritten: z.string(),
  earliest: day.optional(),
  latest: day.optional(),
  precision: z.literal('MONTH').optional(),
});

/** Where an entry comes from: a paper of the file and the place in it, such as `september, line 42`. */
const told = { source: words, basis: z.literal('INFERRED').optional(), happened: range.optional() };

const named = { name: words, aliases: z.array(words).optional(), ...told };

const paper = z.strictObject({
  name: words,
  statedOn: day,
  /** The body that was shown it. */
  presentedTo: words,
  /** The body whose word it is. */
  statedBy: words,
});

const meeting = z.strictObject({
  body: words,
  on: day,
  ...told,
  /** `paper` is one of the papers above: entries cite it by its name. */
  papers: z.array(z.strictObject({ paper: words, title: words, presentedBy: z.array(words), ...told })).optional(),
  decisions: z.array(z.strictObject({ outcome: words, text: words, ...told })).optional(),
  /** The days its reporting cycle opens and closes. */
  reporting: z.strictObject({ opens: day, closes: day }).optional(),
});

const programme = z.strictObject({
  ...named,
  kind: words,
  aliasesAdded: z.array(z.strictObject({ alias: words, ...told })).optional(),
  renamed: z.strictObject({ name: words, ...told }).optional(),
});

const commitment = z.strictObject({
  reference: words,
  ...told,
  partOf: words.optional(),
  title: words,
  wording: words,
  kind: words,
  origin: words.optional(),
  plan: words.optional(),
  programme: words.optional(),
  workstream: words.optional(),
  audiences: z.array(words).min(1),
  lead: party.optional(),
  contributors: z.array(party).optional(),
  coproducers: z.array(words).optional(),
  places: z.array(words).optional(),
  target: target.optional(),
  state: z.enum(INITIAL_STATES),
});

const update = z
  .strictObject({
    id: words,
    source: words,
    happened: range.optional(),
    /** References of the commitments the paper tells it of. */
    about: z.array(words).optional(),
    /** References of those that we link it to. */
    concludedAbout: z.array(words).optional(),
    /** Where it is about no commitment. */
    programme: words.optional(),
    /** It says what difference the work makes. */
    impact: z.enum(IMPACT_KINDS).optional(),
    forWhom: words.optional(),
    summary: words,
  })
  .refine((update) => !update.programme === !!(update.about ?? update.concludedAbout), {
    error: 'must be about commitments or else a programme',
  });

/** Something somebody is quoted with in a paper. Its words stay there: nobody has recorded a consent to use them again. */
const quote = z.strictObject({
  id: words,
  source: words,
  speakerKind: z.enum(SPEAKER_KINDS),
  speakerBasis: z.enum(SPEAKER_BASES),
  theme: words,
  group: words.optional(),
  about: z
    .strictObject({
      commitments: z.array(words).optional(),
      programmes: z.array(words).optional(),
      asks: z.array(words).optional(),
    })
    .optional(),
});

const ask = z.strictObject({
  id: words,
  source: words,
  group: words,
  audiences: z.array(words).min(1),
  words,
  /** References of the commitments that we link it to. */
  concludedLinks: z.array(words).optional(),
});

const WHAT = {
  target,
  started: z.literal(true),
  reworded: z.strictObject({ title: words, wording: words, reason: words }),
  scope: z.strictObject({ from: words, to: words }),
  filed: z.strictObject({ programme: words.optional(), workstream: words.optional() }),
  contributors: z.array(party).min(1),
  completed: z.strictObject({ doneOn: range.optional(), whatWasDone: words }),
  carriedInto: words,
};

const change = z
  .strictObject({ of: words, ...told, ...z.object(WHAT).partial().shape })
  .refine((change) => Object.keys(WHAT).filter((what) => what in change).length === 1, {
    error: `must say one of ${Object.keys(WHAT).join(', ')}`,
  });

const EXAMPLE = z.strictObject({
  papers: z.record(words, paper),
  bodies: z.array(z.strictObject({ ...named, kind: words })),
  meetings: z.array(meeting),
  workstreams: z.array(z.strictObject(named)),
  plans: z.array(
    z.strictObject({
      title: words,
      version: words,
      adoptedBy: z.strictObject({ kind: z.enum(['BODY', 'OFFICER']), name: words }),
      ...told,
    }),
  ),
  programmes: z.array(programme),
  commitments: z.array(commitment),
  updates: z.array(update),
  asks: z.array(ask),
  feedback: z.array(quote),
  changes: z.array(change),
});

/** What the example plan's file says. */
export type Example = z.output<typeof EXAMPLE>;
/** Where and when something was told. */
export interface Entry {
  readonly source: string;
  readonly basis?: 'INFERRED' | undefined;
  readonly happened?: z.output<typeof range> | undefined;
}
/** One entry under `changes`. */
export type Change = Example['changes'][number];

/** The file's text, read. Throws `Error` that names every place at fault. */
export const readExample = (text: string): Example => {
  const read = EXAMPLE.safeParse(parse(text));
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The example plan cannot be read.\n${faults.join('\n')}`);
};
