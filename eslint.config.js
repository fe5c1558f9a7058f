import js from '@eslint/js';
import comments from '@eslint-community/eslint-plugin-eslint-comments';
import tseslint from 'typescript-eslint';

/** Files that a replay runs again: the same events must give the same answer on any day and any machine. */
const PURE = [
  'src/event-sourcing/{messages,decider,errors,days,entries,happened,founding,lifecycle-days,folding,projection}.ts',
  'src/naming/{naming,appointment,party,leads,told,*.shapes}.ts',
  'src/*/*.{commands,events,decider,lifecycle,consent,projection,view}.ts',
  'src/*/target-date.ts',
];
const ENVIRONMENT = 'Only src/config.ts reads the environment, once, and names what is wrong with it.';
const REPLAY = 'A rebuild must not lie: days, ids and facts come with the command or the event.';

const forbid = (message, ...selectors) => selectors.map((selector) => ({ selector, message }));

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'build/', 'data/', 'coverage/'] },
  js.configs.recommended,
  {
    plugins: { comments },
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // A rule may be switched off where the reason is written beside it.
      'comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      'comments/no-unlimited-disable': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A method that fulfils an asynchronous port need not wait for anything itself.
      '@typescript-eslint/require-await': 'off',
      // Nest's modules are often classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
      // Lists of column values and unions read well in templates; objects are still refused.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: ENVIRONMENT }],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: 'node:process', importNames: ['env', 'default'], message: ENVIRONMENT }] },
      ],
      'no-restricted-syntax': [
        'error',
        ...forbid(ENVIRONMENT, "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']"),
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/cli.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: PURE,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: REPLAY },
        { object: 'Math', property: 'random', message: REPLAY },
      ],
      'no-restricted-globals': [
        'error',
        ...[
          'performance',
          'process',
          'crypto',
          'fetch',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
        ].map((name) => ({ name, message: REPLAY })),
      ],
      'no-restricted-syntax': [
        'error',
        ...forbid(
          REPLAY,
          "NewExpression[callee.name='Date'][arguments.length=0]",
          "CallExpression[callee.name='Date']",
          "MemberExpression[object.name='globalThis']",
          'ImportExpression',
        ),
        ...forbid(
          'Rules and projections answer at once: an await would let other events in between.',
          ':function[async=true]',
          'AwaitExpression',
        ),
      ],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(node:|fs$|crypto$|uuid$)', message: REPLAY, allowTypeImports: true }] },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...forbid(
          'A test that is not run guards nothing; a focused one silences the others.',
          'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/]',
          'MemberExpression[object.property.name=/^(only|skip)$/][property.name="each"]',
          'CallExpression[callee.name=/^(xit|fit|xtest|xdescribe|fdescribe)$/]',
        ),
      ],
    },
  },
);
