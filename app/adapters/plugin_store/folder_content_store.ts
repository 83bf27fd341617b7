import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { ContentStore, StoreFailure } from '#ports/content_store.js'
import { PACKAGE_FILES, type PackageFile, type PackageFiles } from '#ports/plugin_package.js'
import { changedFile } from './changed_file.js'
import { contentChanged, isOccupied, storeFailure } from './store_failure.js'
import { readStoredFile, readStoredFiles } from './stored_files.js'
import {
  removeFolder,
  syncFolder,
  whileWritable,
  writeFiles,
  writeReadOnly,
} from './write_files.js'

const HASH = /^[0-9a-f]{64}$/
const LEFTOVER = /^\.(?:incoming|outgoing)-(\d{1,10})-[0-9a-f]{16}$/
/** Age from which a leftover counts as abandoned although a process of its number runs, ms. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000
const SIGNATURE: PackageFile = 'aq-plugin.sig'

/**
 * Packages as read-only folders named by their content's hash.
 *
 * A package is written beside its place and then renamed, so that a place is either empty or whole.
 * `hashOf` is `contentHashOf`: the store does not define what content is. The signature file is not
 * part of the content (it signs it): storing the same content with another signature replaces that
 * file alone.
 */
export class FolderContentStore implements ContentStore {
  constructor(
    private readonly folder: string,
    private readonly hashOf: (files: PackageFiles) => string
  ) {}

  async put(contentHash: string, files: PackageFiles): Promise<Result<void, StoreFailure>> {
    const place = this.#place(contentHash)
    if (this.hashOf(files) !== contentHash) throw new RangeError('hash of other content')
    const incoming = this.#beside('incoming')
    try {
      await mkdir(this.folder, { recursive: true })
      const kept = await this.open(contentHash)
      if (!kept.ok || !sameSignature(kept.value, files)) {
        await this.#take(place, incoming, kept.ok, files)
      }
      return ok(undefined)
    } catch (error) {
      return err(this.#failure(error, contentHash, 'stored'))
    } finally {
      await removeFolder(incoming).catch(() => undefined)
    }
  }

  async open(contentHash: string): Promise<Result<PackageFiles, StoreFailure>> {
    try {
      const files = await readStoredFiles(this.#place(contentHash))
      if (this.hashOf(files) === contentHash) return ok(files)
      return err(contentChanged(contentHash, changedFile(files)))
    } catch (error) {
      return err(this.#failure(error, contentHash, 'read'))
    }
  }

  async readUnchecked(contentHash: string, file: PackageFile): Promise<Uint8Array | null> {
    if (!PACKAGE_FILES.includes(file)) throw new RangeError('not a file of a package')
    return readStoredFile(this.#place(contentHash), file).catch(() => null)
  }

  async list(): Promise<string[]> {
    return (await this.#names()).filter((name) => HASH.test(name)).sort()
  }

  async remove(contentHash: string): Promise<void> {
    const outgoing = this.#beside('outgoing')
    try {
      // Out of the way first: a folder that is half removed must not stand in its place.
      await rename(this.#place(contentHash), outgoing)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw error
    }
    await removeFolder(outgoing)
  }

  async tidy(): Promise<number> {
    let removed = 0
    for (const name of await this.#names()) {
      const owner = LEFTOVER.exec(name)?.[1]
      if (owner === undefined || !(await this.#isAbandoned(name, Number(owner)))) continue
      await removeFolder(join(this.folder, name))
      removed += 1
    }
    return removed
  }

  /** Puts new files in a place; `isWhole` tells that what is there differs by its signature alone. */
  async #take(place: string, incoming: string, isWhole: boolean, files: PackageFiles) {
    const signature = files.get(SIGNATURE)
    if (isWhole) {
      // A package without a signature does not take one away.
      if (signature === undefined) return
      await writeReadOnly(incoming, signature)
      await whileWritable(place, () => rename(incoming, join(place, SIGNATURE)))
      return syncFolder(place)
    }
    await writeFiles(incoming, files)
    try {
      await rename(incoming, place)
    } catch (error) {
      if (!isOccupied(error)) throw error
      await this.#takeOver(place, incoming)
    }
    await syncFolder(this.folder)
  }

  /** Somebody stored the same meanwhile, or what is there was changed, which then goes. */
  async #takeOver(place: string, incoming: string): Promise<void> {
    const there = await readStoredFiles(place).catch(() => null)
    if (there !== null && this.hashOf(there) === place.slice(-64)) return
    const outgoing = this.#beside('outgoing')
    await rename(place, outgoing)
    await rename(incoming, place).catch((error: unknown) => {
      if (!isOccupied(error)) throw error
    })
    await removeFolder(outgoing)
  }

  async #isAbandoned(name: string, owner: number): Promise<boolean> {
    if (owner !== process.pid && !isRunning(owner)) return true
    const stat = await lstat(join(this.folder, name)).catch(() => null)
    return stat !== null && Date.now() - stat.mtimeMs > ABANDONED_AFTER_MS
  }

  async #names(): Promise<string[]> {
    return readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
  }

  #place(contentHash: string): string {
    if (!HASH.test(contentHash)) throw new RangeError('a content hash is 64 hexadecimal digits')
    return join(this.folder, contentHash)
  }

  #beside(kind: 'incoming' | 'outgoing'): string {
    return join(this.folder, `.${kind}-${process.pid}-${randomBytes(8).toString('hex')}`)
  }

  #failure(error: unknown, contentHash: string, verb: 'stored' | 'read'): StoreFailure {
    return storeFailure(error, { folder: this.folder, contentHash }, verb)
  }
}

function sameSignature(a: PackageFiles, b: PackageFiles): boolean {
  const [one, other] = [a.get(SIGNATURE), b.get(SIGNATURE)]
  if (one === undefined || other === undefined) return one === other
  return Buffer.compare(one, other) === 0
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
