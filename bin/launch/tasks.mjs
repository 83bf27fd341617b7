/** What each npm script runs once everything is in place. */
import { environment } from './npm.mjs'
import { hasPanel, makePanel } from './panel.mjs'
import { PanelBeside } from './panel_beside.mjs'
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
  'lint': [TS, 'bin/check.ts', 'lint', 'format', 'imports', 'dead-code', 'panel:lint'],
  'format': ['node_modules/prettier/bin/prettier.cjs', '--write', '.'],
  'typecheck': [
    TS,
    'bin/check.ts',
    'types',
    'types:kernel',
    'types:plugins',
    'types:plugin-tests',
    'panel:types',
  ],
  'bench': [TS, 'benchmarks/run.ts'],
  'simulate': [TS, 'bin/simulate.ts'],
  'screenshots': [TS, 'bin/screenshots.ts'],
}

/**
 * What a task wants of the panel: `beside` makes it while the server runs already, `installed` its packages
 * for the tools, `built` all of it before the task begins, `watched` its own server with hot reload.
 */
const PANEL = {
  start: 'beside',
  dev: 'watched',
  test: 'built',
  lint: 'installed',
  typecheck: 'installed',
  bench: 'built',
  screenshots: 'built',
}

/** Runs a task with the given Node.js first on the path; answers its exit code. */
export async function runTask(task, args, { root, node, say }) {
  const wish = hasPanel(root) ? PANEL[task] : undefined
  const panel = new PanelBeside(root, node, say)
  if (wish === 'built' || wish === 'installed') {
    await makePanel(root, node, { say, isBuilt: wish === 'built' })
  }
  if (wish === 'beside') panel.make()
  if (wish === 'watched') panel.watch()
  try {
    return await run(node, [...TASKS[task], ...args], { cwd: root, env: environment(node) })
  } finally {
    panel.stop()
  }
}
