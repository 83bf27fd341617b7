/**
 * The way into the product for people: `npm start`, `npm test` and the other scripts begin here.
 *
 * It runs on Node.js 18 or newer without any package installed. It makes sure that a fitting
 * Node.js and the packages of the lock file are there, and then runs the task with them. What is
 * there already is not touched, so a second start takes no longer than the task itself.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install, isInstalled } from './launch/dependencies.mjs'
import { LaunchFailure } from './launch/failure.mjs'
import { fetchNode, presentNode } from './launch/runtime.mjs'
import { alone } from './launch/setup_lock.mjs'
import { runTask, TASKS } from './launch/tasks.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const say = (sentence) => process.stderr.write(`» ${sentence}\n`)

async function main([task, ...args]) {
  if (!Object.hasOwn(TASKS, task ?? '')) {
    throw new LaunchFailure(
      task ? `There is no task "${task}".` : 'No task was given.',
      `Tasks are: ${Object.keys(TASKS).join(', ')}.`,
      2
    )
  }
  const node = await prepare()
  return runTask(task, args, { root: ROOT, node, say })
}

/** Sets up what is missing; answers the Node.js to use. */
async function prepare() {
  const present = presentNode(ROOT)
  if (present && isInstalled(ROOT, present)) return present
  return alone(join(ROOT, '.runtime', 'setup.lock'), say, async (onStart) => {
    const node = presentNode(ROOT) ?? (await fetchNode(ROOT, { say, onStart }))
    if (!isInstalled(ROOT, node)) await install(ROOT, node, { say, onStart })
    return node
  })
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    const known = error instanceof LaunchFailure
    process.stderr.write(`\n${known ? error.message : `The launcher failed: ${error.stack}`}\n`)
    if (known) process.stderr.write(`${error.advice}\n`)
    process.exitCode = known ? error.exitCode : 1
  }
)
