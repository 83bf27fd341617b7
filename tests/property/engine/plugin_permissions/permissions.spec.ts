import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  CAPABILITIES,
  CAPABILITY_NAMES,
  parsePermission,
  permissionId,
} from '#engine/plugin_permissions/capability.js'
import { permits } from '#engine/plugin_permissions/covers.js'
import { needsConsent, permissionDifference } from '#engine/plugin_permissions/difference.js'

/* fast-check prints seed and counterexample. */

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/)
const host = fc.oneof(
  fc.tuple(label, label).map(([a, b]) => `${a}.${b}.example`),
  fc.tuple(label, label).map(([a, b]) => `*.${a}.${b}.example`),
  fc.ipV4().map((address) => address)
)
const options = fc.constantFrom('', '#GET', '#GET,POST', '#private', '#POST,private')
const permission = fc.oneof(
  fc.constantFrom(...CAPABILITY_NAMES.map((name) => CAPABILITIES[name].example)),
  fc
    .tuple(host, fc.integer({ min: 1, max: 70_000 }), options)
    .map(([at, port, more]) => `net:connect@${at}:${port}${more}`),
  fc.integer({ min: -1, max: 20_000 }).map((kilobytes) => `storage@${kilobytes}`),
  fc
    .constantFrom('US.AAPL', 'US.*', 'HK.*', 'HK.00700', '*', 'US.*/1d', 'US.AAPL/1d,1h')
    .map((symbols) => `market-data:read@${symbols}`),
  fc.constantFrom(
    'account:read',
    'account:read@a',
    'account:read@b',
    'secrets:a',
    'secrets:b',
    'timers'
  )
)

test.group('permissions, whatever they are', () => {
  test('any text is read or refused, never more', ({ assert }) => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc
        .tuple(fc.constantFrom(...CAPABILITY_NAMES), fc.string({ unit: 'grapheme', maxLength: 60 }))
        .map(([name, scope]) => `${name}@${scope}`),
      fc.string({ unit: 'grapheme', maxLength: 60 }).map((scope) => `net:connect@${scope}:443`)
    )
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parsePermission(text)
        if (!parsed.ok) return assert.isNotEmpty(parsed.failure)
        const again = parsePermission(permissionId(parsed.value))
        assert.deepEqual(again, parsed, 'the canonical text reads as the same')
        assert.match(permissionId(parsed.value), /^[\x21-\x7e]+$/)
        return undefined
      }),
      { numRuns: 5000 }
    )
  })

  test('covering is reflexive, transitive, and the same in both directions only for equals', ({
    assert,
  }) => {
    fc.assert(
      fc.property(permission, permission, permission, (x, y, z) => {
        const [a, b, c] = [x, y, z].map(parsePermission)
        if (!a!.ok || !b!.ok || !c!.ok) return
        assert.isTrue(permits(a!.value, a!.value))
        if (permits(a!.value, b!.value) && permits(b!.value, c!.value)) {
          assert.isTrue(permits(a!.value, c!.value), `${x} > ${y} > ${z}`)
        }
        if (permits(a!.value, b!.value) && permits(b!.value, a!.value)) {
          assert.equal(permissionId(a!.value), permissionId(b!.value))
        }
      }),
      { numRuns: 20_000 }
    )
  })

  test('an update without consent gives no power that was not had before', ({ assert }) => {
    const asked = fc
      .array(permission, { maxLength: 5 })
      .map((ids) => ids.map((id) => ({ id, reason: 'x' })))
    fc.assert(
      fc.property(asked, asked, (before, after) => {
        const difference = permissionDifference(before, after)
        const count =
          difference.added.length + difference.widened.length + difference.unchanged.length
        assert.equal(count, after.length)
        if (needsConsent(difference)) return
        for (const { id } of after) {
          const wanted = parsePermission(id)
          if (!wanted.ok) throw new Error(`${id} passed without being readable`)
          assert.isTrue(
            before.some((one) => {
              const had = parsePermission(one.id)
              return had.ok && permits(had.value, wanted.value)
            })
          )
        }
      }),
      { numRuns: 5000 }
    )
  })
})
