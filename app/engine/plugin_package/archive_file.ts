import { randomBytes } from 'node:crypto'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { err, ok, type Result } from '#kernel/values/result.js'
import { PACKAGE_LIMITS } from '#ports/plugin_package.js'

/** Reads a package's archive; the failure is a sentence that names the file. */
export async function readArchive(path: string): Promise<Result<Uint8Array, string>> {
  try {
    await using file = await open(path, 'r')
    const about = await file.stat()
    if (!about.isFile()) return err(`${path} is not a file; a package is a .tgz.`)
    if (about.size > PACKAGE_LIMITS.archiveBytes) {
      return err(`${path} is ${about.size} bytes; at most ${PACKAGE_LIMITS.archiveBytes} are read.`)
    }
    return ok(await file.readFile())
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return err(`There is no file ${path}.`)
    return err(`${path} cannot be read (${code ?? String(error)}).`)
  }
}

/** Writes an archive beside its place and moves it there, so that half of one is never seen. */
export async function writeArchive(path: string, bytes: Uint8Array): Promise<Result<void, string>> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  try {
    await writeFile(draft, bytes, { flag: 'wx' })
    await rename(draft, path)
    return ok(undefined)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    const { code } = error as NodeJS.ErrnoException
    return err(`${path} could not be written (${code ?? String(error)}); what was there stays.`)
  }
}
