import { basename } from 'node:path'
import { listPluginFolders } from '#engine/plugin/find_plugin.js'

/** Ids of the plugins in the examples' folder of the checkout at `root`. */
export async function knownIds(root: string): Promise<string[]> {
  return (await listPluginFolders(root)).map((folder) => basename(folder))
}
