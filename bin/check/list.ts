/** The checks and the test suites of `npm test`, in order. */

/** One tool run that either holds or does not. */
export interface Check {
  readonly name: string
  readonly group: 'types' | 'style' | 'structure' | 'panel'
  /** Folder with the tool's node_modules, from the root; the root itself where none is named. */
  readonly folder?: string
  /** Path of the tool's script below node_modules, then its arguments. */
  readonly command: readonly [string, ...string[]]
}

const TSC = 'typescript/bin/tsc'
// Not in tsconfig.json: a build would then emit only what changed into a folder just emptied.
const ROOT_TYPES = 'node_modules/.cache/tsc/root.tsbuildinfo'

/** Tools over the source text. */
export const CHECKS: readonly Check[] = [
  {
    name: 'types',
    group: 'types',
    command: [TSC, '--noEmit', '--incremental', '--tsBuildInfoFile', ROOT_TYPES],
  },
  { name: 'types:kernel', group: 'types', command: [TSC, '-p', 'tsconfig.kernel.json'] },
  { name: 'types:plugins', group: 'types', command: [TSC, '-p', 'plugins/tsconfig.json'] },
  {
    name: 'types:plugin-tests',
    group: 'types',
    command: [TSC, '-p', 'plugins/tsconfig.tests.json'],
  },
  {
    name: 'lint',
    group: 'style',
    command: [
      'eslint/bin/eslint.js',
      '--max-warnings=0',
      '--cache',
      '--cache-strategy=content',
      '--cache-location=node_modules/.cache/eslint/',
      '.',
    ],
  },
  {
    name: 'format',
    group: 'style',
    command: ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '**/*.{js,cjs,mjs}'],
  },
  {
    name: 'imports',
    group: 'structure',
    command: [
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config=.dependency-cruiser.cjs',
      'app',
      'bin',
      'config',
      'database',
      'plugins',
      'providers',
      'start',
      'adonisrc.ts',
    ],
  },
  {
    name: 'panel:types',
    group: 'types',
    folder: 'frontend',
    command: ['vue-tsc/bin/vue-tsc.js', '-b', '--noEmit'],
  },
  {
    name: 'panel:lint',
    group: 'style',
    folder: 'frontend',
    command: ['eslint/bin/eslint.js', '--max-warnings=0', '.'],
  },
  {
    name: 'panel:tests',
    group: 'panel',
    folder: 'frontend',
    command: ['vitest/vitest.mjs', 'run'],
  },
  { name: 'dead-code', group: 'structure', command: ['knip/bin/knip.js', '--no-progress'] },
]

/**
 * The test suites, stage after stage. Of a stage, each line is one process and they run side by side:
 * the suites of the last one mostly wait for processes, browsers, disks and deadlines.
 */
export const SUITE_STAGES: readonly (readonly (readonly string[])[])[] = [
  [['unit', 'property', 'golden', 'contract', 'architecture'], ['simulation']],
  [['integration'], ['functional', 'bookkeeping'], ['browser']],
]
