import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { IndexBytes, RegistryReader } from '#ports/plugin_registry.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { mayLeadTo, readAddress } from './address.js'
import { httpGet } from './http_get.js'
import { readFileCapped } from './read_file.js'
import { shown } from './shown.js'

/** Largest index that is read, bytes: what can be read without holding up the host for a tenth of a second. */
const INDEX_BYTES_MAX = 2 ** 20
const SIGNATURE_BYTES_MAX = 4096
const TIMEOUT_MS = 15_000
const SCHEME = /^[a-z][a-z0-9+.-]+:/i

/** Reads indexes from files and over https (http on this machine). */
export class IndexReader implements RegistryReader {
  /** `timeoutMs`: longest time for one of the two files. */
  constructor(private readonly timeoutMs = TIMEOUT_MS) {}

  locate(given: string, workingFolder: string): Result<string, SourceFailure> {
    const text = given.trim()
    if (!isAddress(text)) {
      const path = resolve(workingFolder, text)
      return ok(path.endsWith('.json') ? path : resolve(path, 'index.json'))
    }
    const read = readAddress(text, 'the registry')
    if (!read.ok) return read
    const url = read.value
    url.hash = ''
    if (url.search !== '') {
      const message = `the registry ${shown(text)} must not have a "?": the signature is looked for beside the index`
      return err({ code: 'spec_invalid', message })
    }
    if (!url.pathname.endsWith('.json')) {
      url.pathname = `${url.pathname.replace(/\/+$/, '')}/index.json`
    }
    return ok(url.href)
  }

  async read(location: string): Promise<Result<IndexBytes, SourceFailure>> {
    // One after the other, the signature first: what is replaced meanwhile does not fit and is read again.
    const signature = await this.#get(`${location}.sig`, SIGNATURE_BYTES_MAX)
    if (!signature.ok) {
      if (signature.failure.code !== 'not_found') return signature
      const message = `${location} has no signature beside it: ${signature.failure.message}; an index is signed with registry:sign`
      const isThere = await this.#get(location, INDEX_BYTES_MAX)
      return isThere.ok ? err({ code: 'index_unsigned', message }) : isThere
    }
    const index = await this.#get(location, INDEX_BYTES_MAX)
    return index.ok ? ok({ index: index.value, signature: signature.value }) : index
  }

  archiveLocation(location: string, archive: string): Result<string, SourceFailure> {
    const refuse = (why: string): Result<string, SourceFailure> =>
      err({
        code: 'index_invalid',
        message: `the index at ${location} names the archive ${shown(archive)}, ${why}`,
      })
    if (isAddress(archive) || isAddress(location)) {
      const base = isAddress(location) ? new URL(location) : null
      const joined = URL.parse(archive, base?.href)
      if (joined === null) return refuse('which is not an address')
      const read = readAddress(joined.href, 'the archive')
      if (!read.ok) return refuse(`which is refused: ${read.failure.message}`)
      if (!mayLeadTo(read.value, base)) return refuse('which leads into a private network')
      return ok(read.value.href)
    }
    const folder = dirname(location)
    const path = resolve(folder, archive)
    const inside = relative(folder, path)
    if (isAbsolute(archive) || inside.startsWith('..') || isAbsolute(inside)) {
      return refuse('which lies outside its folder')
    }
    return ok(path)
  }

  #get(location: string, bytesMax: number): Promise<Result<Uint8Array, SourceFailure>> {
    if (!isAddress(location)) return readFileCapped(location, bytesMax)
    return httpGet(new URL(location), { bytesMax, timeoutMs: this.timeoutMs })
  }
}

/** An address begins with a scheme; a single letter is a drive of Windows. */
function isAddress(text: string): boolean {
  return SCHEME.test(text)
}
