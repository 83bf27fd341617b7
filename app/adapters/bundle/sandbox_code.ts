import { readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { BuildOptions } from 'esbuild'
import type { LiveSandboxCode } from '#ports/plugin_process.js'
import type { SandboxCode } from '#ports/sandbox.js'
import { BundleCache, type StoredBundle } from './bundle_cache.js'
import type { BundlerPlaces } from './bundle_plugin.js'
import { hashSources } from './source_tree.js'

/** Raised when the options below change what comes out. */
const RECIPE = 'sandbox-2'
/** Lowest isolated-vm without the memory corruption of GHSA-864f-rcv7-6rh4. */
const ISOLATED_VM_MIN = [7, 0, 1] as const

/** Folders of the platform whose code runs in the child. */
const SOURCES = [
  'app/kernel',
  'app/adapters/sandbox',
  'app/adapters/market_data/history',
  'plugins/sdk/src',
]

/** Entry of the child process of a backtest. */
const CHILD = 'bin/sandbox_child.ts'
/** Entry of the child process of a live plugin. */
const LIVE_CHILD = 'bin/plugin_child.ts'

/** Entries of the scripts that run in the realms, relative to the root. */
export const ENTRIES = {
  realm: 'app/adapters/sandbox/realm/plugin_realm.ts',
  guest: 'plugins/sdk/src/guest/runtime.ts',
  live: 'plugins/sdk/src/live/live_guest.ts',
  membrane: 'app/adapters/sandbox/realm/membrane.ts',
  kernel: 'app/kernel/simulation/isolate_entry.ts',
}

/** Bundles everything of the platform that runs in the child; unchanged sources come from the cache. */
export async function bundleSandboxCode(
  places: BundlerPlaces,
  entries: typeof ENTRIES = ENTRIES
): Promise<SandboxCode> {
  const root = realpathSync(places.root)
  const addon = findIsolatedVm(root)
  const cache = new BundleCache(places.cacheFolder)
  const key = hashSources(
    SOURCES.map((folder) => join(root, folder)),
    [RECIPE, root, addon, entries.kernel, readFileSync(join(root, CHILD), 'utf8')]
  )
  const script = (name: keyof typeof ENTRIES) =>
    stored(cache, `${key.slice(0, 40)}-${name}`, {
      ...IN_REALM,
      absWorkingDir: root,
      globalName: `__${name}`,
      entryPoints: [resolve(root, entries[name])],
    })
  const child = await stored(cache, `${key.slice(0, 40)}-child`, {
    ...IN_NODE,
    absWorkingDir: root,
    entryPoints: [join(root, CHILD)],
    define: { ISOLATED_VM_PATH: JSON.stringify(addon) },
  })
  const [realm, guest, live, membrane, kernel] = await Promise.all([
    script('realm'),
    script('guest'),
    script('live'),
    script('membrane'),
    script('kernel'),
  ])
  return {
    childPath: child.path,
    readablePaths: [addon],
    scripts: {
      pluginRealm: realm.code,
      guest: guest.code,
      live: live.code,
      membrane: membrane.code,
      kernel: kernel.code,
    },
  }
}

/** Entries of the scripts in the realm of a live plugin, relative to the root. */
export const LIVE_ENTRIES = {
  realm: ENTRIES.realm,
  live: ENTRIES.live,
}

/** Bundles the process of a live plugin; unchanged sources come from the cache. */
export async function bundleLiveSandboxCode(
  places: BundlerPlaces,
  entries: typeof LIVE_ENTRIES = LIVE_ENTRIES
): Promise<LiveSandboxCode> {
  const root = realpathSync(places.root)
  const addon = findIsolatedVm(root)
  const cache = new BundleCache(places.cacheFolder)
  const texts = [LIVE_CHILD, entries.live].map((path) => readFileSync(resolve(root, path), 'utf8'))
  const key = hashSources(
    SOURCES.map((folder) => join(root, folder)),
    [RECIPE, 'live', root, addon, entries.live, ...texts]
  ).slice(0, 40)
  const script = (name: keyof typeof LIVE_ENTRIES) =>
    stored(cache, `${key}-live-${name}`, {
      ...IN_REALM,
      absWorkingDir: root,
      globalName: `__${name}`,
      entryPoints: [resolve(root, entries[name])],
    })
  const [realm, live] = await Promise.all([script('realm'), script('live')])
  const child = await stored(cache, `${key}-live-child`, {
    ...IN_NODE,
    absWorkingDir: root,
    entryPoints: [join(root, LIVE_CHILD)],
    define: {
      ISOLATED_VM_PATH: JSON.stringify(addon),
      REALM_SCRIPTS: JSON.stringify({ realm: realm.code, live: live.code }),
    },
  })
  return { childPath: child.path, readablePaths: [addon] }
}

const IN_REALM: BuildOptions = {
  bundle: true,
  format: 'iife',
  platform: 'neutral',
  target: 'es2024',
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'silent',
  sourcemap: 'external',
  tsconfigRaw: { compilerOptions: { target: 'es2024', useDefineForClassFields: true } },
}

const IN_NODE: BuildOptions = {
  ...IN_REALM,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
}

async function stored(
  cache: BundleCache,
  key: string,
  options: BuildOptions
): Promise<StoredBundle> {
  const kept = cache.find(key)
  if (kept !== null) return kept
  const { build } = await import('esbuild')
  const result = await build({ ...options, outfile: 'out.js', write: false })
  const text = (ending: string) =>
    result.outputFiles?.find((file) => file.path.endsWith(ending))?.text ?? ''
  return cache.keep(key, text('.js'), text('.js.map'))
}

/** Absolute path of isolated-vm's library; throws when it is absent or older than is safe. */
function findIsolatedVm(root: string): string {
  const require = createRequire(join(root, 'package.json'))
  const entry = require.resolve('isolated-vm')
  const { version } = JSON.parse(readFileSync(join(dirname(entry), 'package.json'), 'utf8')) as {
    version: string
  }
  const parts = version.split('.').map(Number)
  const order = ISOLATED_VM_MIN.map((min, index) => Math.sign((parts[index] ?? 0) - min))
  if (order.find((sign) => sign !== 0) === -1) {
    throw new Error(
      `isolated-vm ${version} is unsafe; ${ISOLATED_VM_MIN.join('.')} or later is needed`
    )
  }
  // Looked for here once, which would take every child some milliseconds. Nothing is loaded.
  const { path } = createRequire(entry)('node-gyp-build') as { path(folder: string): string }
  return path(dirname(entry))
}
