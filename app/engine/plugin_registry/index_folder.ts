import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import { readArchive, writeArchive } from '#engine/plugin_package/archive_file.js'
import { buildIndex } from './build_index.js'
import type { RegistryIndex } from './index_document.js'
import { indexText } from './index_text.js'
import type { IndexMakingPorts } from './registry_ports.js'
import type { SignedIndex } from './sign_index.js'

/** Name of the index in its folder. */
export const INDEX_FILE = 'index.json'

/** Makes the `index.json` of a folder of packages anew; its levels, keys and kill list stay. */
export async function indexFolder(
  folder: string,
  options: { readonly name?: string },
  ports: IndexMakingPorts
): Promise<Result<{ readonly path: string; readonly index: RegistryIndex }, readonly string[]>> {
  const path = join(folder, INDEX_FILE)
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    return err([
      `${folder} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    ])
  }
  const archives = []
  for (const tarball of names.filter((name) => name.endsWith('.tgz')).sort()) {
    const bytes = await readArchive(join(folder, tarball))
    if (!bytes.ok) return err([bytes.failure])
    archives.push({ tarball, bytes: bytes.value })
  }
  if (archives.length === 0) {
    return err([`${folder} holds no package (.tgz); plugin:pack makes one`])
  }
  const former = await readIndexText(path)
  if (!former.ok) return err([former.failure])
  const built = await buildIndex({ ...options, former: former.value, archives }, ports)
  if (!built.ok) return built
  const written = await writeArchive(path, Buffer.from(indexText(built.value)))
  return written.ok ? ok({ path, index: built.value }) : err([written.failure])
}

/** The text of an index; `null` when there is none. */
export async function readIndexText(path: string): Promise<Result<string | null, string>> {
  try {
    return ok(await readFile(path, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return ok(null)
    return err(`${path} cannot be read (${code ?? String(error)})`)
  }
}

/** Writes an index and its signature beside it, each whole. */
export async function writeSignedIndex(
  path: string,
  signed: SignedIndex
): Promise<Result<void, string>> {
  const index = await writeArchive(path, signed.index)
  return index.ok ? writeArchive(`${path}.sig`, signed.signature) : index
}
