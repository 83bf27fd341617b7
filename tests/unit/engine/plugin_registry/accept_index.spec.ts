import { test } from '@japa/runner'
import { acceptIndex } from '#engine/plugin_registry/accept_index.js'
import { indexText } from '#engine/plugin_registry/index_text.js'
import { readIndex } from '#engine/plugin_registry/read_index.js'
import { generateKey, signatureFile, signBytes } from '#engine/plugin_package/signature.js'
import type { FollowedRegistry, IndexBytes } from '#ports/plugin_registry.js'
import {
  AUTHOR,
  DAY,
  followed,
  KEEPER,
  NOON,
  publish,
  sampleIndex,
  samplePlugin,
  sampleVersion,
} from '#tests/support/sample_index.js'

const URL_OF_INDEX = 'https://plugins.example.com/index.json'

function accept(bytes: IndexBytes, before: FollowedRegistry | null = null, nowMs = NOON) {
  const key = { keyId: KEEPER.keyId, publicKey: KEEPER.publicKey }
  return acceptIndex(bytes, { url: URL_OF_INDEX, key, before, vouches: 'verified', nowMs })
}

test.group('accepting an index', () => {
  test('takes one that the trusted key signed', ({ assert }) => {
    const accepted = accept(publish(sampleIndex()))
    assert.isTrue(accepted.ok)
    if (!accepted.ok) return
    assert.deepInclude(accepted.value, {
      sequence: 5,
      expiresAtMs: NOON + 6 * DAY,
      checkedAtMs: NOON,
    })
    assert.deepEqual(readIndex(accepted.value.document.index), { ok: true, value: sampleIndex() })
  })

  test('takes a newer one, and the same once more', ({ assert }) => {
    const before = followed(sampleIndex())
    assert.isTrue(accept(publish(sampleIndex({ sequence: 6 })), before).ok)
    assert.isTrue(accept(publish(sampleIndex()), before).ok)
  })

  const good = publish(sampleIndex())
  const before = followed(sampleIndex())
  const stranger = generateKey()
  const claims = JSON.parse(Buffer.from(publish(sampleIndex(), stranger).signature).toString())
  const bent = Buffer.from(good.index)
  bent[bent.length - 10] = 0x20
  const REFUSED: readonly (readonly [
    string,
    IndexBytes,
    string,
    RegExp,
    FollowedRegistry | null,
  ])[] = [
    [
      'another key',
      publish(sampleIndex(), stranger),
      'index_unsigned',
      /is signed with the key .* not with/,
      null,
    ],
    [
      'a key swap',
      publish(sampleIndex({ sequence: 6 }), stranger),
      'index_unsigned',
      /registry:remove, then registry:add/,
      before,
    ],
    [
      'a changed byte',
      { ...good, index: bent },
      'index_unsigned',
      /does not fit its signature/,
      null,
    ],
    [
      'a longer text',
      { ...good, index: Buffer.concat([good.index, Buffer.from(' ')]) },
      'index_unsigned',
      /does not fit/,
      null,
    ],
    [
      "another index's signature",
      { ...good, signature: publish(sampleIndex({ sequence: 9 })).signature },
      'index_unsigned',
      /does not fit/,
      null,
    ],
    [
      "the trusted key's name on a stranger's signature",
      { ...good, signature: Buffer.from(JSON.stringify({ ...claims, keyId: KEEPER.keyId })) },
      'index_unsigned',
      /keyId is not the name of publicKey/,
      null,
    ],
    [
      'no signature',
      { ...good, signature: new Uint8Array() },
      'index_unsigned',
      /no readable signature/,
      null,
    ],
    [
      'garbage for a signature',
      { ...good, signature: Buffer.from('<html>') },
      'index_unsigned',
      /no readable signature/,
      null,
    ],
    [
      'a signature of a megabyte',
      { ...good, signature: Buffer.alloc(2 ** 20, 97) },
      'index_unsigned',
      /is 1048576 bytes/,
      null,
    ],
    [
      'an older sequence',
      publish(sampleIndex({ sequence: 4 })),
      'index_rolled_back',
      /went back from sequence 5 to 4/,
      before,
    ],
    [
      'the same sequence with another text',
      publish(sampleIndex({ name: 'Other' })),
      'index_rolled_back',
      /changed without a new sequence \(5\)/,
      before,
    ],
    [
      'an expired one',
      publish(sampleIndex({ expiresAtMs: NOON })),
      'index_expired',
      /expired at 2026-03-01T12:00:00Z/,
      null,
    ],
    [
      'one of next week',
      publish(sampleIndex({ issuedAtMs: NOON + 2 * DAY })),
      'index_invalid',
      /issued in the future/,
      null,
    ],
    ['no JSON', publish('{"formatVersion":1'), 'index_invalid', /is not JSON/, null],
    [
      'a format of the future',
      publish('{"formatVersion":2}'),
      'index_invalid',
      /formatVersion must be 1/,
      null,
    ],
    [
      'bytes that are no text',
      { ...publishBytes(Buffer.from([0x7b, 0xff, 0x7d])) },
      'index_invalid',
      /is not UTF-8/,
      null,
    ],
  ]
  for (const [name, bytes, code, expected, known] of REFUSED) {
    test(`refuses ${name}`, ({ assert }) => {
      const accepted = accept(bytes, known)
      assert.isFalse(accepted.ok)
      if (accepted.ok) return
      assert.equal(accepted.failure.code, code)
      assert.match(accepted.failure.message, expected)
      assert.include(accepted.failure.message, URL_OF_INDEX)
    })
  }
})

function publishBytes(bytes: Buffer): IndexBytes {
  // Signed as it is, so that only what was signed can be at fault.
  return { ...publish(bytes.toString('latin1')), ...signRaw(bytes) }
}

function signRaw(bytes: Buffer): IndexBytes {
  const signed = signBytes(bytes, KEEPER.privateKey)
  if (!signed.ok) throw new Error(signed.failure)
  return { index: bytes, signature: signatureFile(signed.value) }
}

test.group('reading an index', () => {
  test('reads back what was written, to the letter', ({ assert }) => {
    const index = sampleIndex({
      plugins: [
        samplePlugin({ versions: [sampleVersion('1.0.0', { contentHash: 'a'.repeat(64) })] }),
      ],
      blocked: [
        {
          id: 'bad_one',
          versions: ['1.0.0'],
          range: null,
          keyId: null,
          reason: 'Steals.',
          sinceMs: NOON,
        },
        {
          id: null,
          versions: null,
          range: null,
          keyId: AUTHOR.keyId,
          reason: 'Lost key.',
          sinceMs: NOON,
        },
        {
          id: 'bad_two',
          versions: null,
          range: '<2.1.0',
          keyId: null,
          reason: 'Leaks.',
          sinceMs: NOON,
        },
      ],
    })
    const read = readIndex(indexText(index))
    assert.deepEqual(read, { ok: true, value: index })
    if (read.ok) assert.equal(indexText(read.value), indexText(index))
  })

  test('leaves out fields of a later format', ({ assert }) => {
    const later = JSON.parse(indexText(sampleIndex())) as {
      plugins: { stars?: number }[]
      news?: number
    }
    later.news = 1
    later.plugins[0]!.stars = 5
    assert.deepEqual(readIndex(JSON.stringify(later)), { ok: true, value: sampleIndex() })
  })

  type Json = Record<string, unknown>
  const change = (
    edit: (index: Json & { plugins: Json[]; keys: Json[]; blocked: Json[] }) => void
  ) => {
    const index = JSON.parse(indexText(sampleIndex()))
    edit(index)
    return JSON.stringify(index)
  }
  const versionOf = (index: { plugins: Json[] }) => (index.plugins[0]!.versions as Json[])[0]!
  const blocking = (entry: Json) =>
    change((index) =>
      index.blocked.push({ reason: 'Bad.', since: '2026-01-01T00:00:00Z', ...entry })
    )
  const FAULTS: readonly (readonly [string, string, RegExp])[] = [
    [
      'a sequence that is no whole number',
      change((index) => (index.sequence = 1.5)),
      /^sequence must be a whole number/,
    ],
    [
      'a sequence that is a text',
      change((index) => (index.sequence = '5')),
      /^sequence must be a number/,
    ],
    [
      'a time that is none',
      change((index) => (index.expires = 'tomorrow')),
      /^expires must be a time/,
    ],
    [
      'a time of a month 13',
      change((index) => (index.expires = '2026-13-01T00:00:00Z')),
      /^expires must be a time/,
    ],
    [
      'an index that counts for ever',
      change((index) => (index.expires = '2099-01-01T00:00:00Z')),
      /at most 400 days/,
    ],
    [
      'one that expires before it is issued',
      change((index) => (index.expires = '2026-01-01T00:00:00Z')),
      /expires must be after issuedAt/,
    ],
    [
      'an id that is none',
      change((index) => (index.plugins[0]!.id = 'Momentum')),
      /^plugins\.0\.id must be 3 to 50/,
    ],
    [
      'an id in Cyrillic',
      change((index) => (index.plugins[0]!.id = 'mоmentum')),
      /^plugins\.0\.id must be/,
    ],
    [
      'an id twice',
      change((index) => index.plugins.push(index.plugins[0]!)),
      /\(momentum_pro\) is listed twice/,
    ],
    [
      'a version twice',
      change((index) => (index.plugins[0]!.versions as Json[]).push(versionOf(index))),
      /lists a version twice/,
    ],
    [
      'a version that is none',
      change((index) => (versionOf(index).version = '1.0')),
      /versions\.0\.version must be a version/,
    ],
    [
      'a weak integrity',
      change((index) => (versionOf(index).integrity = 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=')),
      /integrity must be sha512-/,
    ],
    [
      'a key that is not listed',
      change((index) => (versionOf(index).keyId = '0'.repeat(16))),
      /which is not among the keys/,
    ],
    [
      'a key of another publisher',
      change((index) => (index.keys[0]!.publisherId = 'others')),
      /a key of others/,
    ],
    [
      'a key with another name',
      change((index) => (index.keys[0]!.keyId = '0'.repeat(16))),
      /is not the name of publicKey/,
    ],
    [
      'a key that is weak',
      change(
        (index) =>
          (index.keys[0]!.publicKey =
            'MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=')
      ),
      /must be an Ed25519 key/,
    ],
    [
      'a level that is none',
      change((index) => (index.plugins[0]!.level = 'best')),
      /level must be one of official, verified, signed/,
    ],
    [
      'a name that turns around',
      change((index) => (index.plugins[0]!.name = 'abc\u202edef')),
      /invisible characters/,
    ],
    ['a kill list that names nothing', blocking({}), /^blocked\.0\.id is missing/],
    [
      'a kill list with a bad range',
      blocking({ id: 'bad_one', range: '<<1' }),
      /range must be a range/,
    ],
    [
      'a kill list with both',
      blocking({ id: 'bad_one', range: '<1.0.0', versions: ['1.0.0'] }),
      /give one/,
    ],
    ['a prototype', '{"formatVersion":1,"__proto__":{}}', /not allowed/],
    ['a name twice', '{"formatVersion":1,"formatVersion":1}', /given twice/],
    ['a nest of lists', `${'['.repeat(40)}${']'.repeat(40)}`, /nested deeper/],
  ]
  for (const [name, text, expected] of FAULTS) {
    test(`refuses ${name}`, ({ assert }) => {
      const read = readIndex(text)
      assert.isFalse(read.ok)
      if (!read.ok) assert.match(read.failure, expected)
    })
  }
})
