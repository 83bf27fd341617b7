import { basename, relative } from 'node:path'
import { listPluginFolders } from './find_plugin.js'
import type { Manifest, ManifestFault } from './manifest.js'
import { readManifest } from './read_manifest.js'

/** A plugin's folder as it was found, sound or not. */
export interface ListedPlugin {
  /** Name of the folder, by which the plugin is called. */
  readonly name: string
  /** Path from the root of the checkout. */
  readonly path: string
  readonly manifest: Manifest | null
  readonly faults: readonly ManifestFault[]
}

/** All plugins below `root`, by name, the broken ones with what is wrong with them. */
export async function listPlugins(root: string): Promise<ListedPlugin[]> {
  const listed: ListedPlugin[] = []
  for (const folder of await listPluginFolders(root)) {
    const read = await readManifest(folder)
    const place = { name: basename(folder), path: relative(root, folder) }
    listed.push(
      read.ok
        ? { ...place, manifest: read.value, faults: [] }
        : { ...place, manifest: null, faults: read.failure }
    )
  }
  return listed
}
