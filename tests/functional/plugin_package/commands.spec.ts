import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { PLATFORM } from '#engine/plugin/platform.js'
import { checkPackage } from '#engine/plugin_package/check_package.js'
import { ROOT } from '#tests/support/data_folder.js'
import { ace as runAce } from '#tests/support/ace_lines.js'
import type { Ended } from '#tests/support/process.js'
import { samplePackage } from '#tests/support/plugin_package.js'

const MOMENTUM = join(ROOT, 'plugins/examples/momentum')

test.group('packing and signing a plugin', (group) => {
  let folder: string

  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aq-package-'))
    return () => rm(folder, { recursive: true })
  })

  /** Runs an ace command; its data directory and passphrase are this test's own. */
  function ace(args: readonly string[], passphrase?: string): Promise<Ended> {
    const own = {
      ...process.env,
      AQ_KEY_PASSPHRASE: passphrase ?? '',
      AQ_DATA_DIR: join(folder, 'data'),
    }
    return runAce(args, own)
  }

  test('from the key to a package that is accepted', async ({ assert }) => {
    const key = join(folder, 'key.pem')
    const made = await ace(['plugin:keygen', '--out', key])
    assert.equal(made.code, 0, made.stderr)
    const keyId = /key id\s+([0-9a-f]{16})/.exec(made.stdout)?.[1]
    assert.isDefined(keyId)
    assert.equal((await stat(key)).mode & 0o777, 0o600)
    const pem = await readFile(key, 'utf8')
    assert.notInclude(made.stdout + made.stderr, pem.split('\n')[1] as string)

    const packed = await ace(['plugin:pack', MOMENTUM, '--scope', '@me', '--out', folder, '--json'])
    assert.equal(packed.code, 0, packed.stderr)
    const { file, contentHash, integrity } = JSON.parse(packed.stdout) as Record<string, string>
    assert.equal(file, join(folder, 'momentum-1.0.0.tgz'))
    assert.match(integrity as string, /^sha512-/)
    const first = await readFile(file as string)
    await ace(['plugin:pack', MOMENTUM, '--scope', '@me', '--out', join(folder, 'again.tgz')])
    assert.isTrue(first.equals(await readFile(join(folder, 'again.tgz'))))

    const signed = await ace(['plugin:sign', file as string, '--key', key])
    assert.equal(signed.code, 0, signed.stderr)
    const unpacked = await tarPackageArchive.unpack(await readFile(file as string))
    assert.isTrue(unpacked.ok)
    if (!unpacked.ok) return
    const checked = checkPackage(unpacked.value, PLATFORM)
    assert.isTrue(checked.ok)
    if (!checked.ok) return
    assert.equal(checked.value.signature?.keyId, keyId)
    assert.equal(checked.value.npmName, '@me/aq-plugin-momentum')
    assert.equal(checked.value.contentHash, contentHash)

    const again = await ace(['plugin:sign', file as string, '--key', key])
    assert.match(again.stdout, /was already signed by .*; nothing changed/)
  }).timeout(60_000)

  test('the same sources give the same content wherever they lie', async ({ assert }) => {
    const elsewhere = join(folder, 'some/where/else')
    await cp(MOMENTUM, elsewhere, { recursive: true })
    const contents = []
    for (const plugin of [MOMENTUM, elsewhere]) {
      const packed = await ace(['plugin:pack', plugin, '--out', folder, '--json'])
      contents.push((JSON.parse(packed.stdout) as { contentHash: string }).contentHash)
    }
    assert.equal(contents[1], contents[0])
    const unpacked = await tarPackageArchive.unpack(
      await readFile(join(folder, 'momentum-1.0.0.tgz'))
    )
    const map = unpacked.ok ? unpacked.value.get('dist/plugin.js.map') : undefined
    const { sources } = JSON.parse(Buffer.from(map as Uint8Array).toString()) as {
      sources: string[]
    }
    assert.include(sources, 'src/index.ts')
    assert.include(sources, '@aq-trading/sdk/src/indicators/sma.ts')
    assert.isEmpty(sources.filter((source) => source.includes('..') || source.startsWith('/')))
  }).timeout(60_000)

  test('a key is never written over, and can be encrypted', async ({ assert }) => {
    const key = join(folder, 'key.pem')
    assert.equal((await ace(['plugin:keygen', '--out', key], 'open sesame')).code, 0)
    const pem = await readFile(key, 'utf8')
    assert.include(pem, 'BEGIN ENCRYPTED PRIVATE KEY')
    const again = await ace(['plugin:keygen', '--out', key])
    assert.equal(again.code, 2)
    assert.match(again.stderr, /is already there; a key is never written over/)
    assert.equal(await readFile(key, 'utf8'), pem)

    const file = join(folder, 'small.tgz')
    await writeFile(file, await tarPackageArchive.pack(samplePackage()))
    const without = await ace(['plugin:sign', file, '--key', key])
    assert.equal(without.code, 2)
    assert.match(without.stderr, /key\.pem is encrypted; give its passphrase/)
    const wrong = await ace(['plugin:sign', file, '--key', key], 'open')
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /key\.pem cannot be decrypted/)
    assert.equal((await ace(['plugin:sign', file, '--key', key], 'open sesame')).code, 0)
  }).timeout(60_000)

  test("another's signature stays unless it is to be replaced", async ({ assert }) => {
    const keys = [join(folder, 'a.pem'), join(folder, 'b.pem')] as const
    for (const key of keys) await ace(['plugin:keygen', '--out', key])
    const file = join(folder, 'small.tgz')
    await writeFile(file, await tarPackageArchive.pack(samplePackage()))
    await ace(['plugin:sign', file, '--key', keys[0]])
    const before = await readFile(file)
    const refused = await ace(['plugin:sign', file, '--key', keys[1]])
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /signed by another key \([0-9a-f]{16}\); --replace puts yours/)
    assert.isTrue(before.equals(await readFile(file)))
    const replaced = await ace(['plugin:sign', file, '--key', keys[1], '--replace'])
    assert.equal(replaced.code, 0, replaced.stderr)
    assert.isFalse(before.equals(await readFile(file)))
  }).timeout(60_000)

  test('what is wrong with what was given is a sentence and exit code 2', async ({ assert }) => {
    const text = join(folder, 'text.tgz')
    await writeFile(text, 'hello')
    const unkeyed = await ace(['plugin:sign', text])
    assert.equal(unkeyed.code, 2)
    assert.match(unkeyed.stderr, /^--key FILE is missing/)
    const noKey = await ace(['plugin:sign', text, '--key', text])
    assert.equal(noKey.code, 2)
    assert.match(noKey.stderr, /text\.tgz holds no key/)
    const absent = await ace(['plugin:pack', join(folder, 'absent'), '--json'])
    assert.equal(absent.code, 2)
    assert.match(JSON.parse(absent.stdout).faults[0], /^There is no folder .*absent\.$/)
  }).timeout(60_000)

  test('a folder that cannot be written to is a failure', async ({ assert }) => {
    const ended = await ace(['plugin:pack', MOMENTUM, '--out', join(folder, 'none/x.tgz')])
    assert.equal(ended.code, 1)
    assert.match(ended.stderr, /x\.tgz could not be written \(ENOENT\); what was there stays/)
  }).timeout(60_000)
})
