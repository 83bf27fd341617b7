import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPlugins } from '#engine/plugin/list_plugins.js'
import { visible } from '#engine/plugin/visible.js'
import type { PackageFile } from '#ports/plugin_package.js'
import type { PluginPorts } from './plugin_ports.js'

/** What a plugin says about itself, as its author wrote it; never to be trusted. */
export interface PluginReadme {
  /** Markdown; characters that cannot be seen are written as escapes. `null` when it has none. */
  readonly text: string | null
  /** Whether it is longer than what is told here. */
  readonly isCut: boolean
}

/** The code of a plugin, in the same form; what runs of an installed one, as it was written of a shipped one. */
export interface PluginSource extends PluginReadme {
  /** Path within the plugin. */
  readonly file: string
  /** Of the whole file, bytes; 0 for none. */
  readonly size: number
}

type Ports = Pick<PluginPorts, 'records' | 'store' | 'places'>

/** Most that is told of a README and of a script, bytes. */
const README_MAX = 65_536
const SOURCE_MAX = 262_144

/** The README of an installed or shipped plugin; `null` when there is no such plugin. */
export async function pluginReadme(id: string, ports: Ports): Promise<PluginReadme | null> {
  const found = await read(id, { installed: 'README.md', shipped: 'README.md' }, ports)
  return found === null ? null : asText(found.bytes, README_MAX)
}

/** The code of an installed or shipped plugin; `null` when there is no such plugin. */
export async function pluginSource(id: string, ports: Ports): Promise<PluginSource | null> {
  const files = { installed: 'dist/plugin.js', shipped: 'src/index.ts' } as const
  const found = await read(id, files, ports)
  if (found === null) return null
  const { file, bytes } = found
  return { file, size: bytes?.length ?? 0, ...asText(bytes, SOURCE_MAX) }
}

async function read(
  id: string,
  files: { readonly installed: PackageFile; readonly shipped: string },
  { records, store, places }: Ports
): Promise<{ file: string; bytes: Uint8Array | null } | null> {
  const plugin = await records.plugin(id)
  if (plugin !== null) {
    const bytes = await store.readUnchecked(plugin.activeHash, files.installed)
    return { file: files.installed, bytes }
  }
  const shipped = (await listPlugins(places.root)).find(({ name }) => name === id)
  if (shipped === undefined) return null
  const path = join(places.root, shipped.path, files.shipped)
  return { file: files.shipped, bytes: await readFile(path).catch(() => null) }
}

function asText(bytes: Uint8Array | null, most: number): PluginReadme {
  if (bytes === null) return { text: null, isCut: false }
  const lines = new TextDecoder().decode(bytes.subarray(0, most)).split(/\r?\n/)
  const text = lines.map((line) => visible(line.replaceAll('\t', '    '))).join('\n')
  return { text, isCut: bytes.length > most }
}
