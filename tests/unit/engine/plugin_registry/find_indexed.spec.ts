import { test } from '@japa/runner'
import { blockedBy } from '#engine/plugin_registry/blocked_by.js'
import { findIndexed } from '#engine/plugin_registry/find_indexed.js'
import type { FollowedIndex } from '#engine/plugin_registry/followed_indexes.js'
import type { RegistryIndex } from '#engine/plugin_registry/index_document.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { ok } from '#kernel/values/result.js'
import type { FollowedRegistry, VouchedLevel } from '#ports/plugin_registry.js'
import {
  AUTHOR,
  DAY,
  followed,
  NOON,
  sampleIndex,
  samplePlugin,
  sampleVersion,
} from '#tests/support/sample_index.js'

function one(
  over: Partial<RegistryIndex> = {},
  registry: Partial<FollowedRegistry> = {}
): FollowedIndex {
  const index = sampleIndex(over)
  return { index, registry: followed(index, registry) }
}

function find(id: string, indexes: readonly FollowedIndex[], version?: string) {
  const wanted = version === undefined ? { id } : { id, version }
  return findIndexed(wanted, indexes, {
    platform: { aq: '0.1.0', sdk: 0 },
    nowMs: NOON,
    archiveLocation: (location, archive) => ok(new URL(archive, location).href),
  })
}

function failureOf(found: ReturnType<typeof find>) {
  if (found.ok) throw new Error(`found ${found.value.resolved}`)
  return found.failure
}

const versions = (...all: readonly string[]) => [
  samplePlugin({ versions: all.map((one_) => sampleVersion(one_)) }),
]

test.group('finding a plugin in indexes', () => {
  test('gives the newest release with key, integrity and level', ({ assert }) => {
    const found = find('momentum_pro', [
      one({ plugins: versions('1.0.0', '1.10.0', '1.9.0', '2.0.0-beta.1') }),
    ])
    assert.isTrue(found.ok)
    if (!found.ok) return
    assert.deepEqual(found.value, {
      source: { type: 'index', id: 'momentum_pro' },
      id: 'momentum_pro',
      version: '1.10.0',
      resolved: 'https://plugins.example.com/momentum_pro-1.10.0.tgz',
      integrity: `sha512-${'A'.repeat(86)}==`,
      keyId: AUTHOR.keyId,
      vouched: 'verified',
    })
  })

  test('gives the version that is asked for, a pre-release too', ({ assert }) => {
    const indexes = [one({ plugins: versions('1.0.0', '2.0.0-beta.1') })]
    const found = find('momentum_pro', indexes, '2.0.0-beta.1')
    assert.isTrue(found.ok && found.value.version === '2.0.0-beta.1')
    assert.match(
      failureOf(find('momentum_pro', indexes, '3.0.0')).message,
      /has no version 3\.0\.0; it has 2\.0\.0-beta\.1, 1\.0\.0$/
    )
  })

  test('passes over releases that this platform cannot run', ({ assert }) => {
    const future = sampleVersion('2.0.0', { engines: { aq: '>=5', sdk: 0 } })
    const plugins = [samplePlugin({ versions: [future, sampleVersion('1.0.0')] })]
    const found = find('momentum_pro', [one({ plugins })])
    assert.isTrue(found.ok && found.value.version === '1.0.0')
    const only = failureOf(
      find('momentum_pro', [one({ plugins: [samplePlugin({ versions: [future] })] })])
    )
    assert.match(
      only.message,
      /no version of momentum_pro fits this platform: 2\.0\.0 needs AQ Trading >=5/
    )
  })

  const LEVELS: readonly (readonly [VouchedLevel, VouchedLevel, VouchedLevel, string | null])[] = [
    ['official', 'official', 'official', 'official'],
    ['official', 'official', 'verified', 'verified'],
    ['official', 'verified', 'official', 'verified'],
    ['verified', 'official', 'official', 'verified'],
    ['official', 'official', 'signed', null],
    ['official', 'signed', 'official', null],
    ['signed', 'official', 'official', null],
  ]
  for (const [plugin, key, registry, level] of LEVELS) {
    test(`a plugin that is ${plugin} by a ${key} key of a registry for ${registry} is ${level}`, ({
      assert,
    }) => {
      const base = sampleIndex()
      const index = sampleIndex({
        plugins: [samplePlugin({ level: plugin })],
        keys: [{ ...base.keys[0]!, level: key }],
      })
      const row = followed(index)
      const found = find('momentum_pro', [
        { index, registry: { ...row, document: { ...row.document, vouches: registry } } },
      ])
      assert.isTrue(found.ok && found.value.vouched === level)
    })
  }

  test('refuses what has expired, and names the registry', ({ assert }) => {
    const failure = failureOf(find('momentum_pro', [one({}, { expiresAtMs: NOON })]))
    assert.equal(failure.code, 'index_expired')
    assert.match(failure.message, /plugins\.example\.com.* expired at 2026-03-01T12:00:00Z/)
  })

  test('takes the registry that is in force beside one that has expired', ({ assert }) => {
    const expired = one({}, { expiresAtMs: NOON - DAY })
    const fresh = one(
      { plugins: versions('1.5.0') },
      { url: 'https://other.example.com/index.json' }
    )
    const found = find('momentum_pro', [expired, fresh])
    assert.isTrue(
      found.ok && found.value.resolved === 'https://other.example.com/momentum_pro-1.5.0.tgz'
    )
  })

  test('refuses an id that two publishers use', ({ assert }) => {
    const thief = generateKey()
    const keys = [
      {
        keyId: thief.keyId,
        publicKey: thief.publicKey,
        publisherId: 'quants',
        level: 'official' as const,
        revokedAtMs: null,
      },
    ]
    const publisher = { id: 'quants', name: 'Quants United', keyId: thief.keyId }
    const newer = [sampleVersion('9.0.0', { keyId: thief.keyId })]
    const other = one(
      { keys, plugins: [samplePlugin({ publisher, versions: newer })] },
      { url: 'https://other.example.com/index.json' }
    )
    const failure = failureOf(find('momentum_pro', [one(), other]))
    assert.equal(failure.code, 'index_invalid')
    assert.match(failure.message, /two publishers use one id/)
  })

  test("refuses a newer version that another registry slips in under the publisher's own key", ({
    assert,
  }) => {
    const thief = generateKey()
    const stolen = {
      keyId: thief.keyId,
      publicKey: thief.publicKey,
      publisherId: 'quants',
      level: 'signed' as const,
      revokedAtMs: null,
    }
    const slipped = [sampleVersion('1.0.0'), sampleVersion('9.0.0', { keyId: thief.keyId })]
    const other = one(
      { keys: [sampleIndex().keys[0]!, stolen], plugins: [samplePlugin({ versions: slipped })] },
      { url: 'https://other.example.com/index.json' }
    )
    for (const indexes of [
      [one(), other],
      [other, one()],
    ]) {
      assert.equal(failureOf(find('momentum_pro', indexes)).code, 'index_invalid')
    }
  })

  test('says what an id looks like', ({ assert }) => {
    assert.match(
      failureOf(find('momentum_pr0', [one()])).message,
      /no registry that is followed has "momentum_pr0"; it looks like "momentum_pro"/
    )
    assert.match(failureOf(find('mоmentum_pro', [one()])).message, /U\+043E/)
    assert.match(failureOf(find('momentum', [one()])).message, /did you mean momentum_pro\?/)
    assert.match(failureOf(find('momentum', [])).message, /no registry is followed/)
  })
})

test.group('kill list', () => {
  const entry = {
    id: 'momentum_pro',
    versions: null,
    range: null,
    keyId: null,
    reason: 'It steals.',
    sinceMs: NOON,
  }

  const CASES: readonly (readonly [string, object, string, boolean])[] = [
    ['a plugin', {}, '1.0.0', true],
    ['another plugin', { id: 'other_one' }, '1.0.0', false],
    ['a version', { versions: ['1.0.0', '1.1.0'] }, '1.0.0', true],
    ['other versions', { versions: ['1.1.0'] }, '1.0.0', false],
    ['no version at all', { versions: [] }, '1.0.0', false],
    ['a range', { range: '<1.2.0' }, '1.1.9', true],
    ['the end of a range', { range: '<1.2.0' }, '1.2.0', false],
    ['a pre-release in a range', { range: '>=1.0.0' }, '1.1.0-beta.1', true],
    ['a key', { id: null, keyId: AUTHOR.keyId }, '7.0.0', true],
    ['another key', { id: null, keyId: '0'.repeat(16) }, '7.0.0', false],
    ['a plugin by a key', { keyId: AUTHOR.keyId }, '1.0.0', true],
    ['a plugin by another key', { keyId: '0'.repeat(16) }, '1.0.0', false],
  ]
  for (const [name, over, version, isBlocked] of CASES) {
    test(`with ${name} ${isBlocked ? 'blocks' : 'does not block'} momentum_pro ${version}`, ({
      assert,
    }) => {
      const index = sampleIndex({ blocked: [{ ...entry, ...over }] })
      const why = blockedBy([index], { id: 'momentum_pro', version, keyId: AUTHOR.keyId })
      if (!isBlocked) return assert.isNull(why)
      assert.match(
        why!,
        /is blocked by the registry "Sample registry" since 2026-03-01T12:00:00Z: It steals\.$/
      )
    })
  }

  test('blocks what a revoked key signed, and nothing unsigned by it', ({ assert }) => {
    const base = sampleIndex()
    const index = sampleIndex({ keys: [{ ...base.keys[0]!, revokedAtMs: NOON }] })
    const question = { id: 'anything', version: '1.0.0' }
    assert.match(
      blockedBy([index], { ...question, keyId: AUTHOR.keyId })!,
      /which the registry "Sample registry" revoked/
    )
    assert.isNull(blockedBy([index], { ...question, keyId: null }))
  })

  test('keeps the newest good release installable, and refuses a blocked one that is asked for', ({
    assert,
  }) => {
    const indexes = [
      one({ plugins: versions('1.0.0', '1.1.0'), blocked: [{ ...entry, versions: ['1.1.0'] }] }),
    ]
    const found = find('momentum_pro', indexes)
    assert.isTrue(found.ok && found.value.version === '1.0.0')
    assert.equal(failureOf(find('momentum_pro', indexes, '1.1.0')).code, 'blocked')
    const all = [one({ blocked: [entry] })]
    assert.equal(failureOf(find('momentum_pro', all)).code, 'blocked')
  })

  test('of one registry counts for what another offers', ({ assert }) => {
    const killing = one(
      { plugins: [], blocked: [entry] },
      { url: 'https://kills.example.com/index.json', expiresAtMs: NOON - DAY }
    )
    assert.equal(failureOf(find('momentum_pro', [one(), killing])).code, 'blocked')
  })
})
