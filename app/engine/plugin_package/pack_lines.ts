import { formatTable } from '#engine/text_table.js'
import type { PackedPlugin } from './pack_plugin.js'
import type { ScanFinding } from './scan_bundle.js'

/** What was packed, as lines for a terminal. */
export function packLines({ files, checked, archive, integrity }: PackedPlugin): string[] {
  const { manifest, npmName, contentHash } = checked
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  const rows = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { length }]) => [path, length.toLocaleString('en-US')])
  return [
    `${manifest.id} ${manifest.version} (${manifest.kind}), on npm ${npmName}`,
    ...formatTable([{ title: 'File' }, { title: 'Bytes', isNumber: true }], rows),
    `unpacked   ${total.toLocaleString('en-US')} bytes`,
    `packed     ${archive.length.toLocaleString('en-US')} bytes`,
    `content    ${contentHash}`,
    `integrity  ${integrity}`,
    ...findingLines(checked.findings),
  ]
}

/** What stands out in a bundle, as lines for people. */
export function findingLines(findings: readonly ScanFinding[]): string[] {
  return findings.map(({ line, column, count, message }) => {
    const times = count === 1 ? '' : ` (${count} times)`
    return `note: dist/plugin.js:${line}:${column} ${message}${times}`
  })
}

/** What was packed, as data. */
export function packJson({ files, checked, archive, integrity }: PackedPlugin): object {
  const { manifest, npmName, contentHash, bundleHash, manifestHash, findings } = checked
  return {
    id: manifest.id,
    version: manifest.version,
    kind: manifest.kind,
    npmName,
    packedBytes: archive.length,
    integrity,
    contentHash,
    bundleHash,
    manifestHash,
    files: Object.fromEntries([...files].map(([path, { length }]) => [path, length])),
    findings,
  }
}
