import { createHash, randomBytes } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** Bundles are kept for thirty days. */
const AGE_MS_MAX = 30 * 86_400_000

/** A script and where its source map lies. */
export interface StoredBundle {
  readonly code: string
  readonly sha256: string
  readonly path: string
  readonly sourceMapPath: string
}

/**
 * Bundles by the hash of what they were made from.
 *
 * `<key>.js` begins with nothing of ours: it is the very text that runs. `<key>.sha256` holds its
 * hash, so a damaged or edited file is built again instead of being run.
 */
export class BundleCache {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The bundle of a key, or `null` when it is absent or does not fit its hash. */
  find(key: string): StoredBundle | null {
    try {
      const code = readFileSync(this.#path(key, 'js'), 'utf8')
      const sha256 = readFileSync(this.#path(key, 'sha256'), 'utf8')
      return sha256 === hashOf(code) ? this.#stored(key, code, sha256) : null
    } catch {
      return null
    }
  }

  /** Keeps a bundle; a reader never sees half of it. Bundles of long ago make room. */
  keep(key: string, code: string, sourceMap: string): StoredBundle {
    mkdirSync(this.#folder, { recursive: true })
    const sha256 = hashOf(code)
    this.#write(key, 'js.map', sourceMap)
    this.#write(key, 'js', code)
    this.#write(key, 'sha256', sha256)
    this.#removeOld()
    return this.#stored(key, code, sha256)
  }

  /** A bundle that is still in use is built once more; nobody misses the others. */
  #removeOld(): void {
    const oldestMs = Date.now() - AGE_MS_MAX
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name)
      const age = statSync(path, { throwIfNoEntry: false })
      if (age !== undefined && age.mtimeMs < oldestMs) rmSync(path, { force: true })
    }
  }

  #stored(key: string, code: string, sha256: string): StoredBundle {
    return { code, sha256, path: this.#path(key, 'js'), sourceMapPath: this.#path(key, 'js.map') }
  }

  #write(key: string, ending: string, text: string): void {
    const path = this.#path(key, ending)
    const draft = `${path}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, text)
    renameSync(draft, path)
  }

  #path(key: string, ending: string): string {
    return join(this.#folder, `${key}.${ending}`)
  }
}

/** SHA-256 of a text as UTF-8, in hexadecimal. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
