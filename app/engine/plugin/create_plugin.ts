import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import { isPluginId, PLUGIN_ID_RULE } from './check_manifest.js'
import { EXAMPLES_FOLDER } from './find_plugin.js'
import { pluginFiles } from './plugin_template.js'

/** Why no plugin was made. */
export type PluginCreationFailure =
  | { readonly type: 'id_invalid'; readonly message: string }
  | { readonly type: 'folder_taken'; readonly message: string }

/**
 * Makes the folder of a new strategy among the examples of the checkout at `root`, with a manifest, a
 * source and a spec that pass. Never writes into a folder that is already there.
 */
export async function createPlugin(
  root: string,
  id: string
): Promise<Result<{ folder: string; files: readonly string[] }, PluginCreationFailure>> {
  if (!isPluginId(id)) {
    const message = `The id ${PLUGIN_ID_RULE}, was ${JSON.stringify(id)}.`
    return err({ type: 'id_invalid', message })
  }
  const folder = join(root, EXAMPLES_FOLDER, id)
  try {
    await mkdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return err({ type: 'folder_taken', message: `${folder} is already there.` })
  }
  const files = pluginFiles(id)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text, { flag: 'wx' })
  }
  return ok({ folder, files: Object.keys(files) })
}
