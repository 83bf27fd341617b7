import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isPluginId, PLUGIN_ID_RULE } from '#engine/plugin/check_manifest.js'
import { MANIFEST_FILE } from '#engine/plugin/read_manifest.js'
import { visible } from '#engine/plugin/visible.js'
import { strangeLetters } from '#engine/plugin_registry/look_alike.js'
import { plainLetters } from '#engine/plugin_registry/plain_letters.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { InstallSource } from '#ports/plugin_source.js'
import { refusal, type PluginRefusal } from './install_request.js'

const ARCHIVE = /\.(?:tgz|tar\.gz)$/i
/** A scheme; a single letter is a drive of Windows. */
const ADDRESS = /^[a-z][a-z0-9+.-]+:/i
const NPM_NAME = /^(?:@[^/@\s]+\/[^/@\s]+|aq-plugin-[^/@\s]+)(?:@[^@\s]+)?$/

/**
 * What a person typed as the source of a plugin: the path of an archive or of a plugin's folder, an npm
 * package (`@scope/name`, `aq-plugin-name`, `npm:name`), else an id of an index, `id` or `id@version`.
 */
export async function readSource(
  text: string,
  { workingFolder, registry }: { readonly workingFolder: string; readonly registry?: string }
): Promise<Result<InstallSource, PluginRefusal>> {
  const npm = (spec: string): InstallSource =>
    registry === undefined ? { type: 'npm', spec } : { type: 'npm', spec, registry }
  if (text.startsWith('npm:')) return ok(npm(text.slice(4)))
  if (NPM_NAME.test(text)) return ok(npm(text))
  if (ADDRESS.test(text)) {
    return invalid(
      `"${visible(text)}" is an address; a plugin is installed by its id, by an npm package's name, or from an archive or folder of this machine.`
    )
  }
  const path = resolve(workingFolder, text)
  const found = await stat(path).catch(() => null)
  if (ARCHIVE.test(text)) {
    if (found?.isFile() === true) return ok({ type: 'tarball', path })
    return invalid(
      `There is no archive ${visible(path)}; give the path of a .tgz that plugin:pack made.`
    )
  }
  const looksLikePath = /[\\/]/.test(text) || text.startsWith('.')
  if (looksLikePath) {
    if (found?.isDirectory() === true) return ok({ type: 'folder', path })
    return invalid(`There is no folder ${visible(path)}; a plugin's folder holds ${MANIFEST_FILE}.`)
  }
  const [id = '', version, ...rest] = text.split('@')
  if (isPluginId(id) && rest.length === 0 && version !== '') {
    return ok({ type: 'index', id, ...(version === undefined ? {} : { version }) })
  }
  const plain = plainLetters(id)
  if (isPluginId(plain) && /[^\u0020-\u007e]/.test(id)) {
    return invalid(
      `"${visible(id)}" looks like "${plain}" but is written with ${strangeLetters(id)}; type "${plain}" if you mean that plugin.`
    )
  }
  return invalid(
    `"${visible(text)}" is neither an id, nor an npm package (npm:NAME), nor a path (./folder, file.tgz): an id ${PLUGIN_ID_RULE}.`
  )
}

function invalid(message: string): Result<InstallSource, PluginRefusal> {
  return err(refusal('spec_invalid', message))
}
