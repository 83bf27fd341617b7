import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { err, ok, type Result } from '#kernel/values/result.js'
import type {
  LiveSandboxCode,
  PluginFailure,
  PluginLauncher,
  PluginLimits,
  PluginObserver,
  PluginProcess,
  PluginSpec,
  Wall,
} from '#ports/plugin_process.js'
import { LiveChild } from './live_child.js'
import { OrphanGuard } from './orphan_guard.js'
import { probeWalls, type Walls } from './walls.js'
import { Watchdog } from './watchdog.js'

/** How a launcher goes about its work. */
export interface LauncherOptions {
  /**
   * Keeps one empty child ready, so that a plugin need not wait until a process has started. It holds
   * no plugin's code and costs the memory of an idle child. Off unless asked for.
   */
  readonly keepsSpare?: boolean
  /** Finds the walls; for a machine that has fewer of them than this one. */
  readonly probe?: () => Promise<Walls>
}

/** Runs live plugins, each in a child process with one isolate that has one realm. */
export class ChildPluginLauncher implements PluginLauncher {
  readonly #code: LiveSandboxCode
  readonly #keepsSpare: boolean
  readonly #watchdog = new Watchdog()
  readonly #children = new Set<LiveChild>()
  readonly #probe: () => Promise<Walls>
  #guard: OrphanGuard | null = null
  #spare: LiveChild | null = null
  #isClosed = false

  constructor(
    code: LiveSandboxCode,
    { keepsSpare = false, probe = probeWalls }: LauncherOptions = {}
  ) {
    this.#probe = probe
    this.#code = code
    this.#keepsSpare = keepsSpare
  }

  async launch(
    spec: PluginSpec,
    on: PluginObserver
  ): Promise<Result<PluginProcess, PluginFailure>> {
    checkLimits(spec.limits)
    const sha256 = createHash('sha256').update(spec.code).digest('hex')
    if (sha256 !== spec.sha256) {
      const message = `the code of ${spec.id} does not fit its hash ${spec.sha256.slice(0, 12)}`
      return err({ type: 'not_loadable', message, location: null })
    }
    const walls = await this.#probe()
    if (this.#isClosed) return err({ type: 'stopped' })
    const child = this.#takeSpare() ?? this.#child(walls)
    const fault = await child.ready
    const started = fault === null ? await child.load(spec, on) : err(fault)
    if (this.#keepsSpare && !this.#isClosed) this.#spare ??= this.#child(walls)
    if (started.ok) return ok(child)
    await child.gone
    return started
  }

  async walls(): Promise<readonly Wall[]> {
    return (await this.#probe()).found
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#children].map((child) => child.stop()))
    this.#guard?.close()
  }

  /** The spare, unless something became of it meanwhile. */
  #takeSpare(): LiveChild | null {
    const spare = this.#spare
    this.#spare = null
    return spare === null || spare.isDoomed ? null : spare
  }

  #child({ prefix, needsGuard }: Walls): LiveChild {
    // The permission model of the child judges paths with their links resolved.
    const script = realpathSync(this.#code.childPath)
    const { readablePaths } = this.#code
    const child = new LiveChild({ script, readablePaths, prefix }, this.#watchdog)
    this.#children.add(child)
    if (needsGuard) {
      this.#guard ??= new OrphanGuard()
      this.#guard.watch(child.pid, child.gone)
    }
    void child.gone.then(() => {
      this.#children.delete(child)
      if (this.#spare === child) this.#spare = null
    })
    return child
  }
}

/** Limits are set by the platform: wrong ones are a fault in it. */
function checkLimits(limits: PluginLimits): void {
  const within = (name: keyof PluginLimits, min: number, max: number) => {
    const value = limits[name]
    if (Number.isSafeInteger(value) && value >= min && value <= max) return
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}, was ${value}`)
  }
  within('memoryMb', 8, 128)
  within('timeoutMs', 5, 1_000)
  within('logPerMin', 0, 100_000)
  within('textBytesMax', 16_384, 16 * 1024 * 1024)
  within('queueMax', 1, 100_000)
}
