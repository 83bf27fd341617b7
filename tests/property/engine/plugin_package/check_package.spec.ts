import fc from 'fast-check'
import { test } from '@japa/runner'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { checkPackage } from '#engine/plugin_package/check_package.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { PACKAGE_FILES, type PackageFile, type PackageFiles } from '#ports/plugin_package.js'
import { samplePackage } from '#tests/support/plugin_package.js'

const PLATFORM = { aq: '0.1.0', sdk: 0 }
const KEY = generateKey()
const SIGNED = samplePackage({ privateKey: KEY.privateKey })
const PATHS = [...SIGNED.keys()]

/** The signed package with one file changed. */
function changed(path: PackageFile, bytes: Uint8Array | null): PackageFiles {
  const files = new Map(SIGNED)
  if (bytes === null) files.delete(path)
  else files.set(path, bytes)
  return files
}

test.group('a signed package', () => {
  test('with any byte changed, added or cut off anywhere is refused', ({ assert }) => {
    const edit = fc.record({
      path: fc.constantFrom(...PATHS),
      at: fc.nat(),
      byte: fc.integer({ min: 1, max: 255 }),
      how: fc.constantFrom('change', 'insert', 'remove', 'cut'),
    })
    fc.assert(
      fc.property(edit, ({ path, at, byte, how }) => {
        const before = Buffer.from(SIGNED.get(path) as Uint8Array)
        const place = at % before.length
        const bytes = {
          change: () =>
            Buffer.from(before).fill((before[place] as number) ^ byte, place, place + 1),
          insert: () =>
            Buffer.concat([before.subarray(0, place), Buffer.from([byte]), before.subarray(place)]),
          remove: () => Buffer.concat([before.subarray(0, place), before.subarray(place + 1)]),
          cut: () => before.subarray(0, place),
        }[how]()
        const files = changed(path, bytes)
        const checked = checkPackage(files, PLATFORM)
        if (!checked.ok) {
          assert.isNotEmpty(checked.failure)
          return
        }
        // Only the spacing of the signature's own JSON is free; what it says and signs is the same.
        assert.equal(path, 'aq-plugin.sig')
        assert.equal(checked.value.signature?.keyId, KEY.keyId)
        assert.equal(contentHashOf(files), contentHashOf(SIGNED))
      }),
      { numRuns: 500 }
    )
  })

  test('without any one of its files is refused, unless it is the signature', ({ assert }) => {
    for (const path of PATHS) {
      assert.equal(checkPackage(changed(path, null), PLATFORM).ok, path === 'aq-plugin.sig', path)
    }
  })

  test('with any other bytes in the place of a file never throws', ({ assert }) => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
      fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom('{}', '[]', 'null', '<svg', '<svg>&', '"', '{"files":null,"listVersion":1}')
        .map((text) => Buffer.from(text))
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.constantFrom(...PACKAGE_FILES), content), {
          selector: ([path]) => path,
          minLength: 1,
        }),
        (replaced) => {
          const files = new Map<PackageFile, Uint8Array>([...SIGNED, ...replaced])
          const checked = checkPackage(files, PLATFORM)
          if (checked.ok) {
            assert.deepEqual(
              replaced.map(([path]) => path),
              ['aq-plugin.sig']
            )
          } else for (const { message } of checked.failure) assert.isNotEmpty(message)
        }
      ),
      { numRuns: 300 }
    )
  })

  test('is the same package after it was packed and unpacked', async ({ assert }) => {
    const unpacked = await tarPackageArchive.unpack(await tarPackageArchive.pack(SIGNED))
    assert.isTrue(unpacked.ok)
    if (!unpacked.ok) return
    const facts = [SIGNED, unpacked.value].map((files) => {
      const checked = checkPackage(files, PLATFORM)
      if (!checked.ok) return checked.failure
      return { ...checked.value, bundle: Buffer.from(checked.value.bundle).toString() }
    })
    assert.deepEqual(facts[1], facts[0])
    assert.property(facts[0], 'contentHash')
  })
})
