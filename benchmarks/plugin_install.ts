import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { fileListOf, LIST_FILE } from '#engine/plugin_package/file_list.js'
import { SIGNATURE_FILE } from '#engine/plugin_package/content_hash.js'
import { generateKey, signatureFile, signBytes } from '#engine/plugin_package/signature.js'
import type { GeneratedKey } from '#engine/plugin_package/signing_key.js'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import { DataFolder, ROOT } from '#tests/support/data_folder.js'
import { packageFiles, requestOf } from '#tests/support/plugin_bench.js'
import { LoopbackRegistry } from '#tests/support/registry.js'
import { createPluginPorts } from '#providers/plugin_runtime.js'
import type { Figure } from './figure.js'

/** Ids that nobody could mistake for each other. */
const IDS = ['warm_up', 'trend_rider', 'sector_wave', 'night_owl', 'typed_command'] as const
/** Random digits that leave an archive of about 200 KB. */
const DIGITS = 348_000

/** Installs from an npm registry on this machine: signed archives of 200 KB, to enabled. */
export async function run(): Promise<Figure[]> {
  const key = generateKey()
  const data = new DataFolder()
  const registry = await LoopbackRegistry.start()
  // Held open, as by a running server: starting the database is not a part of installing.
  const database = await data.open()
  try {
    let archiveBytes = 0
    for (const id of IDS) {
      const archive = await packed(id, key)
      archiveBytes = archive.length
      await registry.publish(`aq-plugin-${id}`, '1.0.0', archive)
    }
    const places = { root: ROOT, dataDir: data.path, workingFolder: data.path }
    const ports = createPluginPorts(database, places)
    const seconds: number[] = []
    for (const id of IDS.slice(0, -1)) {
      const source = { type: 'npm', spec: `aq-plugin-${id}`, registry: registry.address } as const
      const began = performance.now()
      const installed = await installPlugin(requestOf({ source, trustKeyId: key.keyId }), ports)
      if (!installed.ok) throw new Error(installed.failure.message)
      seconds.push((performance.now() - began) / 1000)
      const state = (await ports.records.plugin(id))?.state
      if (state !== 'enabled') throw new Error(`${id} is ${state}`)
    }
    const spec = `aq-plugin-${IDS.at(-1)}`
    const options = ['--registry', registry.address, '--yes', '--trust', key.keyId]
    const command = await timed(['plugin:install', spec, ...options], data.environment)
    return [
      { name: 'archive', value: archiveBytes / 1000, unit: 'kB', target: null },
      {
        name: 'npm registry to enabled, median of 3',
        value: median(seconds.slice(1)),
        unit: 's',
        target: 3,
        isUpperBound: true,
      },
      {
        name: 'the same as node ace plugin:install',
        value: command,
        unit: 's',
        target: 3,
        isUpperBound: true,
      },
    ]
  } finally {
    await database.close()
    await registry.stop()
    data.remove()
  }
}

/** A signed package with a table of random numbers in its code. */
async function packed(id: string, key: GeneratedKey): Promise<Uint8Array> {
  const numbers = Array.from({ length: DIGITS / 6 }, () => randomInt(100_000, 1_000_000))
  const code = `var __plugin = (() => {\nconst table = [${numbers.join(',\n')}];\nreturn { table };\n})();\n`
  const files = new Map(packageFiles({ id }))
  files.delete(LIST_FILE)
  files.set('dist/plugin.js', Buffer.from(code))
  const list = fileListOf(files)
  files.set(LIST_FILE, list)
  const signed = signBytes(list, key.privateKey)
  if (!signed.ok) throw new Error(signed.failure)
  files.set(SIGNATURE_FILE, signatureFile(signed.value))
  return tarPackageArchive.pack(files)
}

/** Seconds that an ace command takes, start to end of the process. */
async function timed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, ['ace.js', ...args], { cwd: ROOT, env, stdio: 'pipe' })
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`plugin:install ended with ${String(code)}: ${said}`)
  return (performance.now() - began) / 1000
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
