import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './data_folder.js'
import { ace as aceProcess, type Ended } from './process.js'

/** A line of `node ace`, the command first, and what is typed to it. */
export interface AceLine {
  readonly argv: readonly string[]
  readonly input: string
}

/** A process that runs lines for one environment. */
interface Runner {
  readonly child: ChildProcess
  isBusy: boolean
}

const runners = new Map<string, Runner>()

/**
 * Runs an ace command to its end in a process that has loaded everything before: for specs that ask what a command
 * says, not how a process begins and ends. While one runs in the same environment, another has a process of its own.
 */
export async function ace(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  input = ''
): Promise<Ended> {
  const runner = runnerOf(env)
  if (runner.isBusy) return aceProcess(argv, env, input)
  const { child } = runner
  runner.isBusy = true
  child.ref()
  child.channel?.ref()
  try {
    return await new Promise<Ended>((resolve, reject) => {
      const died = (code: number | null) =>
        reject(new Error(`${argv.join(' ')} ended with ${code}`))
      const heard = (said: unknown) => {
        // The framework tells of its own beginning in the same way.
        if (typeof said !== 'object' || said === null || !('stdout' in said)) return
        child.off('exit', died).off('message', heard)
        resolve({ ...(said as Omit<Ended, 'signal'>), signal: null })
      }
      child.once('exit', died).on('message', heard)
      child.send({ argv, input } satisfies AceLine)
    })
  } finally {
    runner.isBusy = false
    child.unref()
    child.channel?.unref()
  }
}

function runnerOf(env: NodeJS.ProcessEnv): Runner {
  const key = JSON.stringify(env)
  const known = runners.get(key)
  if (known?.child.connected === true) return known
  const child = fork(join(ROOT, 'tests/support/ace_child.ts'), {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--import=./bin/typescript.mjs'],
  })
  child.once('exit', () => {
    if (runners.get(key)?.child === child) runners.delete(key)
  })
  const runner = { child, isBusy: false }
  runners.set(key, runner)
  return runner
}
