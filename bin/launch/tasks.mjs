/** What each npm script runs once everything is in place. */
import { environment } from './npm.mjs'
import { run } from './run.mjs'

const TS = '--import=./bin/typescript.mjs'

/** Arguments for Node.js, per task; what the person typed after the task is added. */
export const TASKS = {
  'start': [TS, 'bin/server.ts'],
  'dev': ['--watch', '--watch-preserve-output', TS, 'bin/server.ts'],
  'ace': ['ace.js'],
  'build': ['ace.js', 'build'],
  'test': [TS, 'bin/check.ts'],
  'test:unit': [TS, 'bin/test.ts', 'unit'],
  'lint': [TS, 'bin/check.ts', 'lint', 'format', 'imports', 'dead-code'],
  'format': ['node_modules/prettier/bin/prettier.cjs', '--write', '.'],
  'typecheck': [TS, 'bin/check.ts', 'types', 'types:kernel', 'types:plugins', 'types:plugin-tests'],
  'bench': [TS, 'benchmarks/run.ts'],
  'simulate': [TS, 'bin/simulate.ts'],
}

/** Runs a task with the given Node.js first on the path; answers its exit code. */
export function runTask(task, args, { root, node }) {
  return run(node, [...TASKS[task], ...args], { cwd: root, env: environment(node) })
}
