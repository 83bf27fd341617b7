import { test } from '@japa/runner'
import fc from 'fast-check'
import { isPluginId } from '#engine/plugin/check_manifest.js'
import { readFileSync } from 'node:fs'
import { acceptIndex } from '#engine/plugin_registry/accept_index.js'
import type { BlockedEntry, RegistryIndex } from '#engine/plugin_registry/index_document.js'
import { indexText } from '#engine/plugin_registry/index_text.js'
import { readIndex } from '#engine/plugin_registry/read_index.js'
import { VOUCHED_LEVELS } from '#ports/plugin_registry.js'
import { schemaCheck } from '#tests/support/json_schema.js'
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

const SCHEMA = new URL('../../../resources/schemas/aq-registry.schema.json', import.meta.url)
const fits = schemaCheck(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object)

const id = fc.stringMatching(/^[a-z0-9]{3,12}(?:[-_][a-z0-9]{1,8})?$/).filter(isPluginId)
const version = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)).map((parts) => parts.join('.'))
const second = fc.nat(1000).map((seconds) => NOON - seconds * 1000)
const level = fc.constantFrom(...VOUCHED_LEVELS)
const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .,äöß]{0,40}$/)

const plugin = fc
  .record({ id, level, name: words, description: words })
  .chain((base) =>
    fc
      .uniqueArray(version, { maxLength: 4 })
      .map((versions) =>
        samplePlugin({ ...base, versions: versions.map((one) => sampleVersion(one)) })
      )
  )
const blocked: fc.Arbitrary<BlockedEntry> = fc
  .record(
    {
      id: fc.option(id),
      versions: fc.option(fc.array(version, { maxLength: 3 })),
      reason: words,
      sinceMs: second,
    },
    { noNullPrototype: true }
  )
  .map((entry) => ({
    ...entry,
    range: entry.versions === null ? '<2.0.0' : null,
    keyId: entry.id === null ? AUTHOR.keyId : null,
  }))
const index: fc.Arbitrary<RegistryIndex> = fc
  .record(
    {
      name: words,
      sequence: fc.nat(1_000_000),
      plugins: fc.uniqueArray(plugin, { maxLength: 5, selector: (one) => one.id }),
      blocked: fc.array(blocked, { maxLength: 4 }),
      issuedAtMs: second,
    },
    { noNullPrototype: true }
  )
  .map((over) => sampleIndex(over))

test.group('registry index, any', () => {
  test('is read back as it was written, and fits the published schema', ({ assert }) => {
    fc.assert(
      fc.property(index, (one) => {
        const text = indexText(one)
        const read = readIndex(text)
        assert.deepEqual(read, { ok: true, value: one })
        assert.isTrue(fits(JSON.parse(text)))
      })
    )
  })

  test('no text makes the reader throw', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .json()
            .map(
              (json) => `{"formatVersion":1,"plugins":${json},"keys":${json},"blocked":[${json}]}`
            )
        ),
        (text) => {
          assert.isBoolean(readIndex(text).ok)
        }
      )
    )
  })

  test('a change of any byte of an index or its signature is refused', ({ assert }) => {
    const good = publish(sampleIndex())
    const terms = {
      url: 'index',
      key: KEEPER,
      before: null,
      vouches: 'verified' as const,
      nowMs: NOON,
    }
    assert.isTrue(acceptIndex(good, terms).ok)
    const part = fc.constantFrom('index' as const, 'signature' as const)
    fc.assert(
      fc.property(part, fc.nat(), fc.integer({ min: 1, max: 255 }), (where, at, by) => {
        const bytes = Buffer.from(good[where])
        const place = at % bytes.length
        bytes[place] = bytes[place]! ^ by
        // A space for a line feed at the end of the signature file changes nothing that is signed.
        fc.pre(where === 'index' || place < bytes.length - 1)
        assert.isFalse(acceptIndex({ ...good, [where]: bytes }, terms).ok)
      })
    )
  })

  test('whatever a registry serves, its sequence never falls', ({ assert }) => {
    const served = fc.array(
      fc.record({ sequence: fc.nat(12), lives: fc.integer({ min: -3, max: 6 }) }),
      { maxLength: 12 }
    )
    fc.assert(
      fc.property(served, (all) => {
        let known = followed(sampleIndex())
        for (const { sequence, lives } of all) {
          const next = sampleIndex({
            sequence,
            issuedAtMs: NOON - 4 * DAY,
            expiresAtMs: NOON + lives * DAY,
          })
          const accepted = acceptIndex(publish(next), {
            url: known.url,
            key: KEEPER,
            before: known,
            vouches: 'verified',
            nowMs: NOON,
          })
          if (!accepted.ok) continue
          assert.isAtLeast(accepted.value.sequence, known.sequence)
          assert.isAbove(accepted.value.expiresAtMs, NOON)
          known = accepted.value
        }
      }),
      { numRuns: 50 }
    )
  })
})
