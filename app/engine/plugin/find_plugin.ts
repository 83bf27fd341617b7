import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { didYouMean } from '#engine/nearest.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { Manifest, ManifestFault } from './manifest.js'
import { MANIFEST_FILE, readManifest } from './read_manifest.js'

/** A plugin on disk that can be used. */
export interface FoundPlugin {
  /** Absolute path of its folder. */
  readonly folder: string
  readonly manifest: Manifest
}

/** Why no plugin was found under a name or path. */
export type PluginSearchFailure =
  | { readonly type: 'plugin_unknown'; readonly message: string }
  | {
      readonly type: 'manifest_invalid'
      readonly folder: string
      readonly faults: readonly ManifestFault[]
    }

/** Where plugins are looked for: `root` is the checkout, `workingFolder` what relative paths start from. */
export interface PluginPlaces {
  readonly root: string
  readonly workingFolder: string
}

/** Folder of the example strategies, below the root. */
export const EXAMPLES_FOLDER = 'plugins/examples'

/**
 * Finds a plugin by its id among the examples, or by a path: something with a slash or a dot in front,
 * or any folder that holds a manifest.
 */
export async function findPlugin(
  idOrPath: string,
  places: PluginPlaces
): Promise<Result<FoundPlugin, PluginSearchFailure>> {
  const looksLikePath = /[\\/]/.test(idOrPath) || idOrPath.startsWith('.')
  if (!looksLikePath) {
    const found = (await listPluginFolders(places.root)).find(
      (folder) => basename(folder) === idOrPath
    )
    if (found !== undefined) return open(found)
  }
  const folder = resolve(places.workingFolder, idOrPath)
  if (await isFile(join(folder, MANIFEST_FILE))) return open(folder)
  return err({ type: 'plugin_unknown', message: await unknownMessage(idOrPath, folder, places) })
}

/** Absolute paths of the example plugins' folders, by name. */
export async function listPluginFolders(root: string): Promise<string[]> {
  const examples = join(root, EXAMPLES_FOLDER)
  const entries = await readdir(examples, { withFileTypes: true }).catch(() => [])
  const folders: string[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const folder = join(examples, entry.name)
    if (await isFile(join(folder, MANIFEST_FILE))) folders.push(folder)
  }
  return folders
}

async function open(folder: string): Promise<Result<FoundPlugin, PluginSearchFailure>> {
  const manifest = await readManifest(folder)
  if (!manifest.ok) return err({ type: 'manifest_invalid', folder, faults: manifest.failure })
  return ok({ folder, manifest: manifest.value })
}

async function unknownMessage(
  idOrPath: string,
  folder: string,
  places: PluginPlaces
): Promise<string> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false
  )
  if (isFolder) return `The folder ${folder} is not a plugin: it has no ${MANIFEST_FILE}.`
  const ids = (await listPluginFolders(places.root)).map((found) => basename(found))
  const near = didYouMean(idOrPath, ids)
  const all =
    ids.length === 0 ? '' : ` There are ${ids.join(', ')}, or give the path of a plugin's folder.`
  return `There is no plugin "${idOrPath}"${near === '' ? '.' : near}${all}`
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false
  )
}
