import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { StoreFailure } from '#ports/content_store.js'
import type { InstallQuarantine } from '#ports/install_quarantine.js'

const ARCHIVE = 'package.tgz'
const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const INSTALL_ID = /^[0-9a-z-]{1,64}$/

/** Keeps fetched archives below a folder, one folder an install. */
export class QuarantineFolder implements InstallQuarantine {
  constructor(private readonly folder: string) {}

  async put(installId: string, archive: Uint8Array): Promise<Result<void, StoreFailure>> {
    const folder = this.#folderOf(installId)
    const path = join(folder, ARCHIVE)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      {
        await using file = await open(`${path}.part`, 'w', 0o600)
        await file.writeFile(archive)
        await file.sync()
      }
      await rename(`${path}.part`, path)
      await using entries = await open(folder, 'r')
      await entries.sync()
      return ok(undefined)
    } catch (error) {
      await rm(folder, { recursive: true, force: true }).catch(() => {})
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      const message = NO_SPACE.has(code)
        ? `The disk of ${this.folder} is full; make room and try again. Nothing was changed.`
        : `${folder} cannot be written (${code}); check who owns it and its rights.`
      return err({ code: NO_SPACE.has(code) ? 'disk_full' : 'unreadable', message })
    }
  }

  read(installId: string): Promise<Uint8Array | null> {
    return readFile(join(this.#folderOf(installId), ARCHIVE)).catch(nullIfAbsent)
  }

  async remove(installId: string): Promise<void> {
    await rm(this.#folderOf(installId), { recursive: true, force: true })
  }

  async list(): Promise<string[]> {
    return (await readdir(this.folder).catch(nullIfAbsent)) ?? []
  }

  #folderOf(installId: string): string {
    if (!INSTALL_ID.test(installId)) throw new RangeError(`no install has the id ${installId}`)
    return join(this.folder, installId)
  }
}

function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
