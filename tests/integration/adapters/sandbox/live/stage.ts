import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { bundleLiveSandboxCode } from '#adapters/bundle/sandbox_code.js'
import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
import type { Result } from '#kernel/values/result.js'
import type {
  LiveSandboxCode,
  PluginExit,
  PluginFailure,
  PluginLimits,
  PluginLogLine,
  PluginProcess,
  PluginSpec,
} from '#ports/plugin_process.js'

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url))

/** Limits of plugins on the stage. */
export const LIMITS: PluginLimits = {
  memoryMb: 32,
  timeoutMs: 100,
  logPerMin: 600,
  textBytesMax: 256 * 1024,
  queueMax: 10_000,
}

/** A plugin that was started, with everything it let the host hear. */
export interface Started {
  readonly launched: Result<PluginProcess, PluginFailure>
  readonly exits: PluginExit[]
  readonly lines: PluginLogLine[]
  dropped: number
}

/** A place where agents written as text are bundled and run in real child processes. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'aq-stage-'))
  readonly #bundler = new EsbuildPluginBundler({
    root: ROOT,
    cacheFolder: join(this.folder, 'cache'),
  })
  #code: Promise<LiveSandboxCode> | null = null
  #launcher: Promise<ChildPluginLauncher> | null = null
  readonly #liars: ChildPluginLauncher[] = []
  #plugins = 0

  /** The platform's own code, bundled once. */
  code(): Promise<LiveSandboxCode> {
    const places = { root: ROOT, cacheFolder: join(ROOT, 'storage/cache/bundles') }
    this.#code ??= bundleLiveSandboxCode(places)
    return this.#code
  }

  launcher(): Promise<ChildPluginLauncher> {
    this.#launcher ??= this.code().then((code) => new ChildPluginLauncher(code))
    return this.#launcher
  }

  /** Bundles an agent whose `onTimer({ name }, context)` is `body`; `top` stands above it. */
  async agent(body: string, top = '', limits: Partial<PluginLimits> = {}): Promise<PluginSpec> {
    const folder = join(this.folder, `plugin-${this.#plugins++}`)
    const files = {
      'aq-plugin.json': '{"id":"hostile","kind":"agent"}',
      'src/index.ts': agentSource(body, top),
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const bundle = await this.#bundler.bundlePlugin(folder)
    if (!bundle.ok) throw new Error(`the fixture cannot be bundled: ${bundle.failure.message}`)
    const { code, sourceMapPath } = bundle.value
    const map = sourceMapPath === null ? null : readFileSync(sourceMapPath)
    return this.script(code, limits, map)
  }

  /** A script as it stands, which no bundler has seen; it must declare `__plugin`. */
  script(
    code: string,
    limits: Partial<PluginLimits> = {},
    sourceMap: Uint8Array | null = null
  ): PluginSpec {
    const bytes = Buffer.from(code)
    return {
      id: 'hostile',
      version: '1.0.0',
      code: bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sourceMap,
      setup: SETUP,
      limits: { ...LIMITS, ...limits },
    }
  }

  /** Starts a plugin, by default with the stage's launcher. */
  async start(spec: PluginSpec, launcher?: ChildPluginLauncher): Promise<Started> {
    const started: Omit<Started, 'launched'> & { launched?: Started['launched'] } = {
      exits: [],
      lines: [],
      dropped: 0,
    }
    const observer = {
      exited: (exit: PluginExit) => void started.exits.push(exit),
      logged: (lines: readonly PluginLogLine[], dropped: number) => {
        started.lines.push(...lines)
        started.dropped += dropped
      },
    }
    started.launched = await (launcher ?? (await this.launcher())).launch(spec, observer)
    return started as Started
  }

  /** A launcher whose child is this script instead. */
  async liar(code: string): Promise<ChildPluginLauncher> {
    const childPath = join(this.folder, `liar-${this.#plugins++}.cjs`)
    writeFileSync(childPath, code)
    const launcher = new ChildPluginLauncher({ childPath, readablePaths: [`${this.folder}/*`] })
    this.#liars.push(launcher)
    return launcher
  }

  /** Ends what liars left running. */
  async closeLiars(): Promise<void> {
    await Promise.all(this.#liars.splice(0).map((launcher) => launcher.close()))
  }

  async close(): Promise<void> {
    await this.closeLiars()
    await (await this.#launcher)?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The text of an agent whose `onTimer` is `body`; `n` counts its calls from 1. */
export function agentSource(body: string, top = ''): string {
  return [
    `import { defineAgent } from '@aq-trading/sdk'`,
    `${top}; let n = 0`,
    `export default defineAgent({ id: 'hostile', kind: 'agent' } as never, () => ({`,
    `  onTimer(name: string, context: any): any { n += 1; ${body} },`,
    `} as never))`,
  ].join('\n')
}

/** The event that makes `onTimer` run. */
export function tick(name = 'x', atMs = 1_700_000_000_000): string {
  return JSON.stringify({ type: 'timer', name, atMs })
}

const SETUP = JSON.stringify({
  kind: 'agent',
  pluginId: 'hostile',
  environment: 'paper',
  parameters: {},
  seed: 7,
  atMs: 1_700_000_000_000,
  logPerMin: 600,
})

/** Process ids of living children of this process. */
export function childrenOf(pid = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        return Number(/^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1]) === pid
      } catch {
        return false
      }
    })
    .map(Number)
}
