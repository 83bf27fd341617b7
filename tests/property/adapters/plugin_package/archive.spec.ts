import fc from 'fast-check'
import { test } from '@japa/runner'
import * as tar from 'tar'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { PACKAGE_FILES, type PackageFile, type PackageFiles } from '#ports/plugin_package.js'
import { rawTgz } from '#tests/support/tar.js'

const { pack, unpack } = tarPackageArchive

const ANY_FILES = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom(...PACKAGE_FILES), fc.uint8Array({ maxLength: 1600, size: 'max' })),
    { selector: ([path]) => path, minLength: 1, maxLength: PACKAGE_FILES.length }
  )
  .map((entries) => new Map<PackageFile, Uint8Array>(entries))

function plain(files: PackageFiles): [string, string][] {
  return [...files]
    .map(([path, bytes]): [string, string] => [path, Buffer.from(bytes).toString('base64')])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

test.group('an archive of any package', () => {
  test('unpacks to what was packed, whatever the order the files came in', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(ANY_FILES, async (files) => {
        const archive = await pack(files)
        const again = await pack(new Map([...files].toReversed()))
        assert.isTrue(Buffer.from(archive).equals(again))
        const unpacked = await unpack(archive)
        assert.isTrue(unpacked.ok)
        if (unpacked.ok) assert.deepEqual(plain(unpacked.value), plain(files))
      }),
      { numRuns: 150 }
    )
  })

  test('is read by the tar that npm uses in the same way', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(ANY_FILES, async (files) => {
        const seen = new Map<string, number>()
        const parser = new tar.Parser({ strict: true })
        parser.on('entry', (entry: tar.ReadEntry) => {
          seen.set(entry.path, entry.size)
          entry.resume()
        })
        const ended = new Promise((resolve, reject) => {
          parser.on('end', resolve)
          parser.on('error', reject)
        })
        parser.end(Buffer.from(await pack(files)))
        await ended
        const expected = [...files].map(([path, { length }]) => [`package/${path}`, length])
        assert.sameDeepMembers([...seen], expected)
      }),
      { numRuns: 60 }
    )
  })
})

test.group('any bytes at all', () => {
  test('are unpacked or refused with a sentence, and never throw', async ({ assert }) => {
    const entry = fc.record(
      {
        path: fc.oneof(
          fc.constantFrom(...PACKAGE_FILES.map((name) => `package/${name}`)),
          fc.string({ unit: 'binary', maxLength: 40 })
        ),
        bytes: fc.uint8Array({ maxLength: 600 }),
        type: fc.constantFrom('0', '\0', '1', '2', '5', 'x', 'g', 'L', 'K', 'A'),
        size: fc.oneof(fc.nat(1200), fc.string({ unit: 'binary', maxLength: 12 })),
        link: fc.string({ unit: 'binary', maxLength: 20 }),
        prefix: fc.string({ unit: 'binary', maxLength: 20 }),
      },
      { requiredKeys: ['path'] }
    )
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (entries) => {
        const unpacked = await unpack(rawTgz(entries))
        if (unpacked.ok) {
          for (const path of unpacked.value.keys()) assert.include([...PACKAGE_FILES], path)
          return
        }
        const { where, message } = unpacked.failure
        assert.match(`${where} ${message}`, /^[\x20-\x7e]{10,400}$/)
      }),
      { numRuns: 600 }
    )
  })
})
