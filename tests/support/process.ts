import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from './data_folder.js'

/** How a process ended and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A running process of ours, with what it said so far. */
export class Running {
  stdout = ''
  stderr = ''
  readonly ended: Promise<Ended>

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => (this.stdout += chunk))
    child.stderr?.on('data', (chunk) => (this.stderr += chunk))
    this.ended = new Promise((resolve) =>
      child.once('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr })
      )
    )
  }

  get pid(): number {
    return this.child.pid!
  }

  /** What makes whoever reads the console the owner; '' where there is one already. */
  get setupCode(): string {
    return /needs this code: ([0-9a-f-]+)/.exec(this.stdout)?.[1] ?? ''
  }

  /** Waits until the output matches; throws with all of it when the process ends or time is up. */
  async says(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const match = pattern.exec(this.stdout + this.stderr)
      if (match) return match
      if (this.child.exitCode !== null || this.child.signalCode !== null || Date.now() > deadline) {
        throw new Error(`no ${pattern} in:\n${this.stdout}\n${this.stderr}`)
      }
      await sleep(20)
    }
  }
}

/** Starts Node.js with the given arguments in the checkout. */
export function startNode(args: readonly string[], env: NodeJS.ProcessEnv, cwd = ROOT): Running {
  return new Running(spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

/** Runs an ace command to its end in a process of its own; `input` is typed to it. */
export function ace(args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Ended> {
  const child = spawn(process.execPath, ['ace.js', ...args], { cwd: ROOT, env, stdio: 'pipe' })
  child.stdin.end(input)
  return new Running(child).ended
}

/** Ports between those of two processes that start servers: suites run beside each other. */
const PORTS_APART = 8

/** Starts the server on any free port at or after 20000 and waits for its address. */
export async function startServer(env: NodeJS.ProcessEnv): Promise<Running & { address: string }> {
  const port = 20_000 + (process.pid % 4_000) * PORTS_APART
  const running = startNode(['--import=./bin/typescript.mjs', 'bin/server.ts'], {
    ...env,
    NODE_ENV: 'development',
    PORT: String(port),
  })
  const [, address] = await running.says(/answers at (http:\S+)/).catch(async (error: unknown) => {
    running.child.kill('SIGTERM')
    await running.ended
    throw error
  })
  return Object.assign(running, { address: address! })
}
