import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { readArchive, writeArchive } from '#engine/plugin_package/archive_file.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import { readKeyFile, writeNewKey } from '#engine/plugin_package/key_file.js'
import { signPackage } from '#engine/plugin_package/sign_package.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import type { PackageFiles } from '#ports/plugin_package.js'
import { samplePackage } from '#tests/support/plugin_package.js'

const PORTS = { archive: tarPackageArchive }
const KEY = generateKey()
const OTHER = generateKey()

interface Options {
  readonly privateKey?: string
  readonly replace?: boolean
}

/** Signs a package; the faults as text when it was refused. */
async function sign(files: PackageFiles | Uint8Array, options: Options = {}) {
  const archive = files instanceof Uint8Array ? files : await tarPackageArchive.pack(files)
  const { privateKey = KEY.privateKey, replace = false } = options
  return signPackage({ archive, privateKey, replace }, PORTS)
}

test.group('signing a package', () => {
  test('adds the signature and changes nothing else', async ({ assert }) => {
    const files = samplePackage()
    const signed = await sign(files)
    assert.isTrue(signed.ok)
    if (!signed.ok) return
    const unpacked = await tarPackageArchive.unpack(signed.value.archive)
    assert.isTrue(unpacked.ok)
    if (!unpacked.ok) return
    for (const [path, bytes] of files) {
      assert.deepEqual(Buffer.from(unpacked.value.get(path)!), Buffer.from(bytes))
    }
    assert.equal(unpacked.value.size, files.size + 1)
    assert.equal(signed.value.checked.contentHash, contentHashOf(files))
    assert.equal(signed.value.keyId, KEY.keyId)
  })

  test('a second time with the same key gives the same bytes', async ({ assert }) => {
    const first = await sign(samplePackage())
    assert.isTrue(first.ok)
    if (!first.ok) return
    assert.isFalse(first.value.wasSigned)
    const second = await sign(first.value.archive)
    assert.isTrue(second.ok && second.value.wasSigned)
    if (second.ok) assert.deepEqual(second.value.archive, first.value.archive)
  })

  test("with another's signature is refused, and replaces it when told to", async ({ assert }) => {
    const files = samplePackage({ privateKey: OTHER.privateKey })
    const refused = await sign(files)
    assert.match(
      refused.ok ? '' : refused.failure,
      new RegExp(`signed by another key \\(${OTHER.keyId}\\)`)
    )
    const replaced = await sign(files, { replace: true })
    assert.equal(replaced.ok && replaced.value.checked.signature?.keyId, KEY.keyId)
  })

  test('with a broken signature is refused, and replaces it when told to', async ({ assert }) => {
    const files = samplePackage({ meddled: { 'aq-plugin.sig': '{}' } })
    const refused = await sign(files)
    assert.match(refused.ok ? '' : refused.failure, /aq-plugin\.sig is broken; --replace/)
    assert.isTrue((await sign(files, { replace: true })).ok)
  })

  const publisher = { id: 'someone', name: 'S', keyId: OTHER.keyId }
  const cases: [
    title: string,
    files: PackageFiles | Uint8Array,
    options: Options,
    fault: RegExp,
  ][] = [
    ['that is no archive', Buffer.from('hello'), {}, /^The archive is not gzip, as a \.tgz is\.$/],
    [
      'that was meddled with',
      samplePackage({ meddled: { 'README.md': 'x' } }),
      {},
      /^README\.md is not the file that aq-plugin\.files\.json lists/,
    ],
    [
      'without its list of files',
      samplePackage({ meddled: { 'aq-plugin.files.json': null } }),
      {},
      /^aq-plugin\.files\.json is missing$/,
    ],
    [
      'whose manifest names another key',
      samplePackage({ manifest: { publisher } }),
      {},
      /the manifest names the key/,
    ],
    ['with a key that is none', samplePackage(), { privateKey: 'x' }, /^The key holds no key/],
  ]
  for (const [title, files, options, fault] of cases) {
    test(`${title} is refused`, async ({ assert }) => {
      const signed = await sign(files, options)
      assert.match(signed.ok ? 'was signed' : signed.failure, fault)
    })
  }
})

test.group('files of keys and archives', (group) => {
  let folder: string
  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aq-keys-'))
    return () => rm(folder, { recursive: true })
  })

  test('a new key is written for its owner alone, and read again', async ({ assert }) => {
    const made = await writeNewKey((keyId) => join(folder, `${keyId}.pem`))
    assert.isTrue(made.ok)
    if (!made.ok) return
    const { path, keyId } = made.value
    assert.equal(path, join(folder, `${keyId}.pem`))
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    const read = await readKeyFile(path)
    assert.equal(read.ok && read.value.keyId, keyId)
    assert.notInclude(JSON.stringify(made), (await readFile(path, 'latin1')).split('\n')[1]!)
  })

  test('a key is not written over anything, nor into a folder that is not there', async ({
    assert,
  }) => {
    const path = join(folder, 'taken.pem')
    await writeFile(path, 'mine')
    const taken = await writeNewKey(() => path)
    assert.match(taken.ok ? '' : taken.failure, /taken\.pem is already there/)
    assert.equal(await readFile(path, 'utf8'), 'mine')
    const lost = await writeNewKey(() => join(folder, 'none/key.pem'))
    assert.match(
      lost.ok ? '' : lost.failure,
      /could not be written \(ENOENT\); nothing is left of it/
    )
  })

  test('what is no key is refused with its name', async ({ assert }) => {
    const large = join(folder, 'large.pem')
    await writeFile(large, 'x'.repeat(20_000))
    const empty = join(folder, 'empty.pem')
    await writeFile(empty, '')
    for (const [path, fault] of [
      [
        join(folder, 'absent.pem'),
        /^There is no key file .*absent\.pem; plugin:keygen makes one\.$/,
      ],
      [large, /large\.pem is too large to be a key\.$/],
      [empty, /empty\.pem holds no key: it must be a PEM file as plugin:keygen makes it\.$/],
      [folder, /cannot be read \(EISDIR\)\.$/],
    ] as const) {
      const read = await readKeyFile(path)
      assert.match(read.ok ? 'was read' : read.failure, fault)
    }
  })

  test('an archive is written whole or not at all', async ({ assert }) => {
    const path = join(folder, 'a.tgz')
    assert.isTrue((await writeArchive(path, Buffer.from('one'))).ok)
    assert.isTrue((await writeArchive(path, Buffer.from('two'))).ok)
    assert.deepEqual(await readArchive(path), { ok: true, value: Buffer.from('two') })
    const lost = await writeArchive(join(folder, 'none/a.tgz'), Buffer.from('x'))
    assert.match(
      lost.ok ? '' : lost.failure,
      /could not be written \(ENOENT\); what was there stays/
    )
    const folderInItsPlace = await writeArchive(folder, Buffer.from('x'))
    assert.isFalse(folderInItsPlace.ok)
  })

  test('an archive that cannot be read is a sentence', async ({ assert }) => {
    const large = join(folder, 'large.tgz')
    await writeFile(large, Buffer.alloc(5 * 1024 * 1024 + 1))
    for (const [path, fault] of [
      [join(folder, 'absent.tgz'), /^There is no file .*absent\.tgz\.$/],
      [folder, /is not a file; a package is a \.tgz\.$/],
      [large, /large\.tgz is 5242881 bytes; at most 5242880 are read\.$/],
    ] as const) {
      const read = await readArchive(path)
      assert.match(read.ok ? 'was read' : read.failure, fault)
    }
    if (process.getuid?.() === 0) return
    await chmod(large, 0o000)
    assert.isFalse((await readArchive(large)).ok)
  })
})
