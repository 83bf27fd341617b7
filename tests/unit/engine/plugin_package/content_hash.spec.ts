import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { canonicalJson } from '#engine/plugin_package/canonical_json.js'
import { contentHashOf, pinHashOf } from '#engine/plugin_package/content_hash.js'
import type { PackageFile } from '#ports/plugin_package.js'

test.group('canonical JSON', () => {
  test('sorts names and leaves out spaces', ({ assert }) => {
    const value = { b: [1, { d: null, c: true }], a: 'x\u00e9"', A: -0.5, aa: {} }
    assert.equal(
      canonicalJson(value),
      '{"A":-0.5,"a":"x\u00e9\\"","aa":{},"b":[1,{"c":true,"d":null}]}'
    )
    assert.deepEqual(JSON.parse(canonicalJson(value)), value)
  })

  test('is the same for the same value put together in another order', ({ assert }) => {
    assert.equal(canonicalJson({ a: 1, b: 2 }), canonicalJson({ b: 2, a: 1 }))
    assert.equal(canonicalJson({ 10: 1, 9: 2 }), '{"10":1,"9":2}')
  })

  for (const value of [
    undefined,
    Number.NaN,
    Infinity,
    () => 1,
    1n,
    Symbol('x'),
    { a: undefined },
    [Number.NaN],
  ]) {
    test(`throws for ${String(typeof value === 'object' ? Object.keys(value) : value)}`, ({
      assert,
    }) => {
      assert.throws(() => canonicalJson(value), /has no JSON/)
    })
  }
})

test.group('the hash of a content', () => {
  const files = new Map<PackageFile, Uint8Array>([
    ['README.md', Buffer.from('read')],
    ['aq-plugin.json', Buffer.from('{}')],
  ])
  const sha512 = (text: string) => createHash('sha512').update(text).digest('hex')

  test('is SHA-256 of the sorted list of paths, sizes and hashes', ({ assert }) => {
    const list = `[["README.md",4,"${sha512('read')}"],["aq-plugin.json",2,"${sha512('{}')}"]]`
    assert.equal(contentHashOf(files), createHash('sha256').update(list).digest('hex'))
    assert.equal(contentHashOf(new Map([...files].toReversed())), contentHashOf(files))
  })

  test('is another when a file is added, renamed, emptied or moved into another', ({ assert }) => {
    const others: [PackageFile, string][][] = [
      [
        ['README.md', 'read'],
        ['aq-plugin.json', '{}'],
        ['LICENSE', ''],
      ],
      [
        ['CHANGELOG.md', 'read'],
        ['aq-plugin.json', '{}'],
      ],
      [
        ['README.md', ''],
        ['aq-plugin.json', '{}'],
      ],
      [
        ['README.md', 'read{}'],
        ['aq-plugin.json', ''],
      ],
      [],
    ]
    const hashes = others.map((list) =>
      contentHashOf(new Map(list.map(([path, text]) => [path, Buffer.from(text)])))
    )
    assert.equal(new Set([contentHashOf(files), ...hashes]).size, 6)
  })

  test('is the same on every machine and in every version', ({ assert }) => {
    const kept = 'b6d339a270a886ca3aaa91f2eb10213572526e6a0e695b7295864de1544a0754'
    assert.equal(contentHashOf(files), kept)
  })

  test('does not count the signature', ({ assert }) => {
    const signed = new Map(files).set('aq-plugin.sig', Buffer.from('x'))
    assert.equal(contentHashOf(signed), contentHashOf(files))
  })
})

test.group('the hash that a promotion is pinned to', () => {
  const parts = { bundleHash: 'a', manifestHash: 'b', configJson: '{}', sdkVersion: '0.1.0' }

  test('changes with each of its parts', ({ assert }) => {
    const hashes = [
      parts,
      ...Object.keys(parts).map((name) => ({ ...parts, [name]: 'other' })),
    ].map(pinHashOf)
    assert.equal(new Set(hashes).size, 5)
    assert.match(hashes[0] as string, /^[0-9a-f]{64}$/)
  })

  test('does not let one part run into the next', ({ assert }) => {
    const left = pinHashOf({ ...parts, bundleHash: 'ab', manifestHash: 'c' })
    assert.notEqual(left, pinHashOf({ ...parts, bundleHash: 'a', manifestHash: 'bc' }))
  })
})
