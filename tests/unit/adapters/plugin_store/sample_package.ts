import { createHash } from 'node:crypto'
import type { PackageFile, PackageFiles } from '#ports/plugin_package.js'

/** The files of a small package whose list of files fits them, with `over` in the place of the usual. */
export function samplePackage(over: Partial<Record<PackageFile, string>> = {}): PackageFiles {
  const texts: Partial<Record<PackageFile, string>> = {
    'package.json': '{"name":"aq-plugin-sample","version":"1.0.0"}',
    'aq-plugin.json': '{"id":"sample"}',
    'dist/plugin.js': 'globalThis.answer = 42',
    'README.md': '# Sample',
    ...over,
  }
  const files = new Map<PackageFile, Uint8Array>(
    Object.entries(texts).map(([path, text]) => [path as PackageFile, Buffer.from(text)])
  )
  const listed = [...files].map(([path, bytes]) => {
    const sha512 = createHash('sha512').update(bytes).digest('hex')
    return [path, { size: bytes.length, sha512 }]
  })
  const list = JSON.stringify(Object.fromEntries(listed))
  return files.set('aq-plugin.files.json', Buffer.from(list))
}
