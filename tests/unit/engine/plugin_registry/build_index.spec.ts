import { test } from '@japa/runner'
import { readFileSync } from 'node:fs'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { contentHashOf } from '#engine/plugin_package/content_hash.js'
import { readSignature, verifyBytes } from '#engine/plugin_package/signature.js'
import { buildIndex, type IndexParts } from '#engine/plugin_registry/build_index.js'
import type { RegistryIndex } from '#engine/plugin_registry/index_document.js'
import { indexText } from '#engine/plugin_registry/index_text.js'
import { readIndex } from '#engine/plugin_registry/read_index.js'
import { readDuration, signIndex } from '#engine/plugin_registry/sign_index.js'
import { schemaCheck } from '#tests/support/json_schema.js'
import { SAMPLE_MANIFEST, samplePackage } from '#tests/support/plugin_package.js'
import { AUTHOR, DAY, KEEPER, NOON, sampleIndex } from '#tests/support/sample_index.js'

const SCHEMA = new URL('../../../../resources/schemas/aq-registry.schema.json', import.meta.url)
const fits = schemaCheck(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object)
const ports = { archive: tarPackageArchive, now: () => NOON }

async function archive(
  over: Record<string, unknown> = {},
  privateKey: string | null = AUTHOR.privateKey
) {
  const key = privateKey === null ? {} : { privateKey }
  const signedBy = privateKey === null ? {} : { publisher: publisherOf(privateKey) }
  const files = samplePackage({ manifest: { ...signedBy, ...over }, ...key })
  return { files, bytes: await tarPackageArchive.pack(files) }
}

function publisherOf(privateKey: string) {
  const keyId = privateKey === AUTHOR.privateKey ? AUTHOR.keyId : undefined
  return { ...(SAMPLE_MANIFEST.publisher as object), ...(keyId === undefined ? {} : { keyId }) }
}

async function build(parts: Partial<IndexParts>): Promise<RegistryIndex> {
  const built = await buildIndex({ name: 'Ours', former: null, archives: [], ...parts }, ports)
  if (!built.ok) throw new Error(built.failure.join('; '))
  return built.value
}

async function faultsOf(parts: Partial<IndexParts>): Promise<string> {
  const built = await buildIndex({ name: 'Ours', former: null, archives: [], ...parts }, ports)
  if (built.ok) throw new Error('was built')
  return built.failure.join('; ')
}

test.group('building an index of packages', () => {
  test('says of each package what installing it needs', async ({ assert }) => {
    const one = await archive()
    const two = await archive({ version: '1.10.0', name: 'Small one, better' })
    const index = await build({
      archives: [
        { tarball: 'two.tgz', bytes: two.bytes },
        { tarball: 'one.tgz', bytes: one.bytes },
      ],
    })
    const [plugin, ...others] = index.plugins
    assert.lengthOf(others, 0)
    assert.deepInclude(plugin, {
      id: 'small_one',
      name: 'Small one, better',
      level: 'signed',
      kind: 'strategy',
    })
    assert.deepEqual(
      plugin!.versions.map((each) => each.version),
      ['1.10.0', '1.2.3']
    )
    assert.deepInclude(plugin!.versions[1], {
      tarball: 'one.tgz',
      contentHash: contentHashOf(one.files),
      keyId: AUTHOR.keyId,
      permissions: ['orders:signal'],
    })
    assert.deepEqual(
      index.keys.map((key) => key.keyId),
      [AUTHOR.keyId]
    )
    assert.equal(index.sequence, 0)
    assert.isTrue(fits(JSON.parse(indexText(index))))
    assert.deepEqual(readIndex(indexText(index)), { ok: true, value: index })
  })

  test('keeps levels, revocations, the kill list, first dates, and what lies elsewhere', async ({
    assert,
  }) => {
    const one = await archive()
    const first = await build({ archives: [{ tarball: 'one.tgz', bytes: one.bytes }] })
    const elsewhere = {
      ...first.plugins[0]!.versions[0]!,
      version: '0.9.0',
      tarball: 'https://cdn.example.com/small.tgz',
    }
    const former: RegistryIndex = {
      ...first,
      sequence: 7,
      plugins: [
        {
          ...first.plugins[0]!,
          level: 'official',
          versions: [
            ...first.plugins[0]!.versions.map((each) => ({ ...each, publishedAtMs: NOON - DAY })),
            elsewhere,
          ],
        },
      ],
      keys: [{ ...first.keys[0]!, level: 'verified' }],
      blocked: [
        {
          id: 'bad_one',
          versions: null,
          range: '<2.0.0',
          keyId: null,
          reason: 'Bad.',
          sinceMs: NOON,
        },
      ],
    }
    const next = await build({
      name: 'New name',
      former: indexText(former),
      archives: [{ tarball: 'one.tgz', bytes: one.bytes }],
    })
    assert.deepEqual(next, {
      ...former,
      name: 'New name',
      issuedAtMs: NOON,
      expiresAtMs: NOON + DAY,
    })
    const gone = await build({ former: indexText(former), archives: [] })
    assert.deepEqual(
      gone.plugins[0]!.versions.map((each) => each.version),
      ['0.9.0']
    )
  })

  test('refuses what nobody could install safely', async ({ assert }) => {
    const good = await archive()
    const unsigned = await archive({}, null)
    const tarball = 'a.tgz'
    assert.match(
      await faultsOf({ archives: [{ tarball, bytes: unsigned.bytes }] }),
      /a\.tgz is not signed/
    )
    assert.match(
      await faultsOf({ archives: [{ tarball, bytes: good.bytes.subarray(0, 300) }] }),
      /^a\.tgz: /
    )
    assert.match(
      await faultsOf({ archives: [{ tarball, bytes: Buffer.from('no archive') }] }),
      /^a\.tgz: /
    )
    const twice = ['a.tgz', 'b.tgz'].map((each) => ({ tarball: each, bytes: good.bytes }))
    assert.match(await faultsOf({ archives: twice }), /b\.tgz is small_one 1\.2\.3 once more/)
    const alike = await archive({ id: 'smal1_one' })
    const both = [
      { tarball, bytes: good.bytes },
      { tarball: 'b.tgz', bytes: alike.bytes },
    ]
    assert.match(await faultsOf({ archives: both }), /looks like "smal1_one"/)
    const other = await archive({
      version: '2.0.0',
      publisher: { id: 'thief', name: 'Thief', keyId: AUTHOR.keyId },
    })
    const stolen = [
      { tarball, bytes: good.bytes },
      { tarball: 'b.tgz', bytes: other.bytes },
    ]
    assert.match(await faultsOf({ archives: stolen }), /a key of someone, but says it is by thief/)
    const built = await buildIndex({ former: null, archives: [] }, ports)
    assert.match(built.ok ? '' : built.failure.join(), /a new index needs a name/)
    assert.match(await faultsOf({ former: '{' }), /the former index cannot be used/)
  })

  test('refuses a version that changed, and a key that is revoked', async ({ assert }) => {
    const one = await archive()
    const first = await build({ archives: [{ tarball: 'one.tgz', bytes: one.bytes }] })
    const changed = await archive({ description: 'Does something else.' })
    const former = indexText(first)
    assert.match(
      await faultsOf({ former, archives: [{ tarball: 'one.tgz', bytes: changed.bytes }] }),
      /a version never changes/
    )
    const revoked = indexText({ ...first, keys: [{ ...first.keys[0]!, revokedAtMs: NOON }] })
    assert.match(
      await faultsOf({ former: revoked, archives: [{ tarball: 'one.tgz', bytes: one.bytes }] }),
      /which is revoked/
    )
  })
})

test.group('signing an index', () => {
  const sign = (over: object = {}) =>
    signIndex({
      text: indexText(sampleIndex()),
      sequence: 'auto',
      lifeMs: 30 * DAY,
      privateKey: KEEPER.privateKey,
      nowMs: NOON + 123,
      ...over,
    })

  test('counts on, and signs the very bytes', ({ assert }) => {
    const signed = sign()
    if (!signed.ok) throw new Error(signed.failure)
    const { index, signature, keyId } = signed.value
    assert.deepInclude(signed.value, {
      sequence: 6,
      expiresAtMs: NOON + 30 * DAY,
      keyId: KEEPER.keyId,
    })
    const read = readIndex(Buffer.from(index).toString())
    assert.deepEqual(read, {
      ok: true,
      value: sampleIndex({ sequence: 6, issuedAtMs: NOON, expiresAtMs: NOON + 30 * DAY }),
    })
    const claims = readSignature(signature)
    assert.isTrue(
      claims.ok &&
        claims.value.keyId === keyId &&
        verifyBytes(index, claims.value.signature, KEEPER.publicKey)
    )
    assert.isTrue(fits(JSON.parse(Buffer.from(index).toString())))
  })

  for (const [name, over, expected] of [
    ['a sequence that does not grow', { sequence: 5 }, /above 5, was 5/],
    ['a sequence that is no number', { sequence: Number.NaN }, /whole number/],
    ['an index for ever', { lifeMs: 500 * DAY }, /from a minute to 400 days/],
    ['an index for a moment', { lifeMs: 1000 }, /from a minute/],
    ['an index that is none', { text: '{}' }, /cannot be signed: formatVersion/],
    ['a public key', { privateKey: '-----BEGIN PUBLIC KEY-----\n' }, /holds a public key/],
  ] as const) {
    test(`refuses ${name}`, ({ assert }) => {
      const signed = sign(over)
      assert.match(signed.ok ? '' : signed.failure, expected)
    })
  }

  test('reads how long it is to count', ({ assert }) => {
    assert.deepEqual(['30d', '12h', '90m', '30', 'd', '-1d', '1w', ''].map(readDuration), [
      30 * DAY,
      DAY / 2,
      90 * 60_000,
      null,
      null,
      null,
      null,
      null,
    ])
  })
})
