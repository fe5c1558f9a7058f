/** Rooms every feature stands on; every other folder of src/ is a feature. */
const GROUND = '(?:event-sourcing|auth|graphql|web|health|naming)/';
/** Features that read across the others: pages, the import, the record of everything, the flat files, draft papers. */
const READS_ACROSS = '(?:dashboard|importing|history|changes|audit|reminders|exports|nodes|threads|papers|example)/';
/** What the rules may know of the spine. */
const SPINE_OF_THE_RULES =
  '^src/(?:event-sourcing/(?:messages|decider|errors|days|entries|happened|founding|lifecycle-days|identity)|naming/(?:naming|appointment|party|leads)(?:\\.shapes)?)\\.ts$';
/** The decorators with which a command states its shape. */
const VALIDATION = '^src/event-sourcing/validation\\.ts$';
const COMMANDS = '\\.commands\\.ts$';
const COMPOSITION = '\\.module\\.ts$';

/** The write side: by its suffix, and by its name in the singular of its folder (commitments/commitment.lifecycle.ts). */
// The patterns are joined into one, so their groups need names.
const RULES = [
  `^src/(?!${GROUND})[^/]+/[^/]+\\.(?:commands|events|decider|lifecycle|consent)\\.ts$`,
  `^src/(?!${GROUND})(?<noun>[^/]+)s/\\k<noun>\\.[^/]+\\.ts$`,
  `^src/(?!${GROUND})(?<stem>[^/]+)ies/\\k<stem>y\\.[^/]+\\.ts$`,
  `^src/(?!${GROUND})[^/]+/target-date(?:\\.periods)?\\.ts$`,
];
/** The handler's part of a write: it gathers facts from the read models, so that the rules need not. */
const FACTS = '\\.facts\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'ground-floor-knows-no-feature',
      comment: 'The ground floor is true of every feature, so a feature must be removable without touching it.',
      severity: 'error',
      from: { path: `^src/${GROUND}` },
      to: { path: '^src/[^/]+/', pathNot: `^src/${GROUND}` },
    },
    {
      name: 'rules-import-only-rules',
      comment:
        'Commands, events and deciders can be read aloud and tested in milliseconds, because nothing else is in them.',
      severity: 'error',
      from: { path: RULES, pathNot: [FACTS, COMMANDS] },
      to: { path: '^src/', pathNot: [...RULES, SPINE_OF_THE_RULES] },
    },
    {
      name: 'commands-import-only-rules-and-validation',
      comment: 'A command is a rule too; beyond that it only states its shape.',
      severity: 'error',
      from: { path: `^src/(?!${GROUND})[^/]+/[^/]+${COMMANDS}` },
      to: { path: '^src/', pathNot: [...RULES, SPINE_OF_THE_RULES, VALIDATION] },
    },
    {
      name: 'rules-do-not-gather-their-facts',
      comment: 'Facts of other streams are handed to a rule, which never asks for them itself.',
      severity: 'error',
      from: { path: RULES, pathNot: FACTS },
      to: { path: FACTS },
    },
    {
      name: 'rules-need-no-package',
      comment: 'A rule that needs a library or the machine cannot give the same answer for ever.',
      severity: 'error',
      from: { path: RULES, pathNot: [FACTS, COMMANDS] },
      to: { pathNot: '^(?:src|test)/' },
    },
    {
      name: 'commands-need-only-their-validation',
      comment: 'A command states its shape with class-validator and class-transformer and knows no other package.',
      severity: 'error',
      from: { path: '^src/.+\\.commands\\.ts$' },
      to: { pathNot: ['^(?:src|test)/', '(?:^|/)node_modules/class-(?:validator|transformer)/'] },
    },
    {
      name: 'features-meet-by-events-and-commands',
      comment: 'Events and commands are what a feature promises the others; all else may change without asking.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: [`^src/${GROUND}`, `^src/${READS_ACROSS}`, COMPOSITION] },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', `^src/${GROUND}`, '\\.(?:events|commands)\\.ts$'] },
    },
    {
      name: 'readers-across-features-ask-by-queries',
      comment:
        'Dashboard, import, history, exports, papers and reminders also ask the queries of others, and never their tables.',
      severity: 'error',
      from: { path: `^src/(${READS_ACROSS})`, pathNot: COMPOSITION },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1', `^src/${GROUND}`, '\\.(?:events|commands|queries)\\.ts$'] },
    },
    {
      name: 'no-circular',
      comment: 'Two files that import each other are one file, and a class may be undefined when Nest asks for it.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'src-knows-no-test',
      comment: 'What is shipped must stand without its tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'shipped-code-needs-no-dev-dependency',
      comment: 'The image is installed without the dev dependencies, so such an import fails only in production.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'imports-resolve',
      comment: 'A path that leads nowhere, or a package that is not in package.json, fails only when it is first run.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default', 'types'], exportsFields: ['exports'] },
  },
};
