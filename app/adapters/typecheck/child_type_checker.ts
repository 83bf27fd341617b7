import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginTypeChecker, TypeFault } from '#ports/plugin_type_checker.js'
import { withHint } from './hints.js'

/** Longest time of one check. Types can be written that keep a compiler busy for ever. */
const CHECK_MS_MAX = 30_000
/** What a cancelled check may still take. */
const ABORT_MS = 1_000
const HEAP_MB = 768

/** Where the checker finds the SDK and its own script, and how long a check may take, in ms. */
export interface TypeCheckerSettings {
  /** Absolute path of the checkout or of a build. */
  readonly root: string
  /** Absolute path of a folder in which Node.js keeps the compiler translated, for a faster start. */
  readonly cacheFolder: string
  readonly timeoutMs?: number
}

/**
 * Runs TypeScript in a process of its own, which stays for the next check and reads only what changed.
 *
 * The process does not keep the host alive; it ends with `close`, with the host, or when a check takes
 * too long. Checks are done one after the other.
 */
export class ChildTypeChecker implements PluginTypeChecker {
  readonly #places: Pick<TypeCheckerSettings, 'root' | 'cacheFolder'>
  readonly #timeoutMs: number
  #child: ChildProcess | null = null
  #last: Promise<unknown> = Promise.resolve()
  #id = 0

  constructor({ root, cacheFolder, timeoutMs = CHECK_MS_MAX }: TypeCheckerSettings) {
    this.#places = { root, cacheFolder }
    this.#timeoutMs = timeoutMs
  }

  checkPluginTypes(
    folder: string,
    signal?: AbortSignal
  ): Promise<Result<void, readonly TypeFault[]>> {
    const checked = this.#last.then(() => this.#check(folder, signal))
    this.#last = checked
    return checked
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.ref()
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  }

  async #check(folder: string, signal?: AbortSignal): Promise<Result<void, readonly TypeFault[]>> {
    if (signal?.aborted === true) return err([failed('the check was cancelled')])
    if (!existsSync(folder)) return err([failed(`there is no folder ${folder}`)])
    const answer = await this.#ask(folder, signal)
    if (typeof answer === 'string') return err([failed(answer)])
    return answer.length === 0 ? ok(undefined) : err(answer.map(withHint))
  }

  /** The faults, or a sentence why there is no answer. */
  #ask(folder: string, signal?: AbortSignal): Promise<readonly TypeFault[] | string> {
    const child = this.#running()
    const id = ++this.#id
    keepAlive(child, true)
    return new Promise((resolve) => {
      const settle = (answer: readonly TypeFault[] | string, kills: boolean) => {
        clearTimeout(deadline)
        clearTimeout(patience)
        child.removeListener('message', onMessage)
        child.removeListener('exit', onExit)
        child.removeListener('error', onExit)
        signal?.removeEventListener('abort', onAbort)
        if (kills) this.#drop(child)
        else keepAlive(child, false)
        resolve(answer)
      }
      const onMessage = (message: { id?: number; faults?: readonly TypeFault[] }) => {
        if (message.id === id) settle(message.faults ?? [], false)
      }
      const onExit = () => settle('the compiler ended without an answer', true)
      // A short check is left to end, so that the compiler stays warm for the next one.
      let patience: NodeJS.Timeout | undefined
      const onAbort = () => {
        patience = setTimeout(() => settle('the check was cancelled', true), ABORT_MS)
      }
      const deadline = setTimeout(() => {
        const seconds = this.#timeoutMs / 1000
        settle(`its types took longer than ${seconds} s to check; make them simpler`, true)
      }, this.#timeoutMs)
      child.on('message', onMessage)
      child.once('exit', onExit)
      child.once('error', onExit)
      signal?.addEventListener('abort', onAbort, { once: true })
      child.send({ id, folder }, (error) => error !== null && onExit())
    })
  }

  #running(): ChildProcess {
    if (this.#child?.connected === true) return this.#child
    const child = startChild(this.#places)
    this.#child = child
    return child
  }

  #drop(child: ChildProcess): void {
    child.kill('SIGKILL')
    if (this.#child === child) this.#child = null
  }
}

/** A build holds the script translated; a checkout holds TypeScript, which Node.js runs as it is. */
function startChild({ root, cacheFolder }: { root: string; cacheFolder: string }): ChildProcess {
  const folder = join(root, 'app/adapters/typecheck')
  const translated = join(folder, 'checker_child.js')
  const script = existsSync(translated) ? translated : join(folder, 'checker_child.ts')
  return fork(script, [root], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: cacheFolder },
    execArgv: [
      `--max-old-space-size=${HEAP_MB}`,
      '--permission',
      '--allow-fs-read=*',
      `--allow-fs-write=${cacheFolder}/*`,
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=SecurityWarning',
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

/** Whether a child that works or rests keeps this process from ending. */
function keepAlive(child: ChildProcess, isBusy: boolean): void {
  if (isBusy) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}

function failed(message: string): TypeFault {
  return { file: '', line: 0, column: 0, code: 'checker', message, hint: null }
}
