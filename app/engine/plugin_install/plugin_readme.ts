import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPlugins } from '#engine/plugin/list_plugins.js'
import { visible } from '#engine/plugin/visible.js'
import type { PluginPorts } from './plugin_ports.js'

/** What a plugin says about itself, as its author wrote it; never to be trusted. */
export interface PluginReadme {
  /** Markdown; characters that cannot be seen are written as escapes. `null` when it has none. */
  readonly text: string | null
  /** Whether it is longer than what is told here. */
  readonly isCut: boolean
}

/** Most of a README that is told, bytes. */
const BYTES_MAX = 65_536
const FILE = 'README.md'

/** The README of an installed or shipped plugin; `null` when there is no such plugin. */
export async function pluginReadme(
  id: string,
  { records, store, places }: Pick<PluginPorts, 'records' | 'store' | 'places'>
): Promise<PluginReadme | null> {
  const plugin = await records.plugin(id)
  if (plugin !== null) return asText(await store.readUnchecked(plugin.activeHash, FILE))
  const shipped = (await listPlugins(places.root)).find(({ name }) => name === id)
  if (shipped === undefined) return null
  return asText(await readFile(join(places.root, shipped.path, FILE)).catch(() => null))
}

function asText(bytes: Uint8Array | null): PluginReadme {
  if (bytes === null) return { text: null, isCut: false }
  const lines = new TextDecoder().decode(bytes.subarray(0, BYTES_MAX)).split(/\r?\n/)
  const text = lines.map((line) => visible(line.replaceAll('\t', '    '))).join('\n')
  return { text, isCut: bytes.length > BYTES_MAX }
}
