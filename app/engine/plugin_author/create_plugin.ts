import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { didYouMean } from '#engine/nearest.js'
import { isPluginId, PLUGIN_ID_RULE } from '#engine/plugin/check_manifest.js'
import { EXAMPLES_FOLDER } from '#engine/plugin/find_plugin.js'
import { lookAlike } from '#engine/plugin_registry/look_alike.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { pluginFiles } from './plugin_files.js'
import { TEMPLATE_KINDS, type TemplateKind } from './template/template.js'

/** A plugin to be made. */
export interface NewPlugin {
  /** Absolute path of the checkout. */
  readonly root: string
  readonly id: string
  /** `strategy` when left out. */
  readonly kind?: string | undefined
  /** Name for people, 1 to 60 characters; made of the id when left out. */
  readonly title?: string | undefined
  /** Absolute path of the folder in which the plugin's own folder is made; the examples' when left out. */
  readonly parent?: string | undefined
  /** Ids that the new one must not be mistaken for. */
  readonly knownIds?: readonly string[]
}

/** Why no plugin was made; the message is one sentence. */
export interface PluginCreationFailure {
  readonly type: 'id_invalid' | 'id_taken' | 'kind_unknown' | 'title_invalid' | 'folder_taken'
  readonly message: string
}

/**
 * Makes the folder of a new plugin with a manifest, a source, a spec and a README that pass as they
 * are. Never writes into a folder that is already there; a folder that could not be filled is removed.
 */
export async function createPlugin(
  plugin: NewPlugin
): Promise<Result<{ folder: string; files: readonly string[] }, PluginCreationFailure>> {
  const { root, id, title, parent = join(root, EXAMPLES_FOLDER) } = plugin
  const kind = plugin.kind ?? 'strategy'
  const fault = faultOf({ id, title, kind, knownIds: plugin.knownIds ?? [] })
  if (fault !== null) return err(fault)
  const folder = join(parent, id)
  try {
    await mkdir(parent, { recursive: true })
    await mkdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      return err({ type: 'folder_taken', message: `${folder} is already there.` })
    }
    return err({ type: 'folder_taken', message: `${folder} cannot be made (${code}).` })
  }
  const files = pluginFiles({
    id,
    title: title ?? titleOf(id),
    kind: kind as TemplateKind,
    folder: shownFolder(root, folder),
    schema: isBelow(folder, root)
      ? relative(folder, join(root, 'resources/schemas/aq-plugin.schema.json'))
      : null,
  })
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text, { flag: 'wx' })
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return ok({ folder, files: Object.keys(files) })
}

function faultOf(asked: {
  id: string
  title: string | undefined
  kind: string
  knownIds: readonly string[]
}): PluginCreationFailure | null {
  const { id, title, kind, knownIds } = asked
  if (!isPluginId(id)) {
    const message = `The id ${PLUGIN_ID_RULE}, was ${JSON.stringify(id)}.`
    return { type: 'id_invalid', message }
  }
  if (!TEMPLATE_KINDS.some((one) => one === kind)) {
    const near = didYouMean(kind, TEMPLATE_KINDS)
    const message = `The kind must be one of ${TEMPLATE_KINDS.join(', ')}, was ${JSON.stringify(kind)}${near}.`
    return { type: 'kind_unknown', message }
  }
  if (title !== undefined && !/^(?=.{1,60}$)[\p{L}\p{N}][\p{L}\p{N}\p{P}\p{Sm} ]*$/u.test(title)) {
    const message = `The title must be 1 to 60 letters, digits, spaces and signs, was ${JSON.stringify(title)}.`
    return { type: 'title_invalid', message }
  }
  if (knownIds.includes(id)) {
    return { type: 'id_taken', message: `There is a plugin ${id} already; choose another id.` }
  }
  const alike = lookAlike(id, knownIds)
  if (alike === null) return null
  const message = `The id ${id} ${alike.why}; choose one that cannot be mistaken for ${alike.id}.`
  return { type: 'id_taken', message }
}

/** `Three down` for `three_down`. */
function titleOf(id: string): string {
  return id.replace(/[-_]/g, ' ').replace(/^./, (letter) => letter.toUpperCase())
}

function shownFolder(root: string, folder: string): string {
  return isBelow(folder, root) ? relative(root, folder).split(sep).join('/') : folder
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`)
}
