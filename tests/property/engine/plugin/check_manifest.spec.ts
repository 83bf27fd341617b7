import fc from 'fast-check'
import { test } from '@japa/runner'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { hasInvisible } from '#engine/plugin/visible.js'
import { manifestSchema, schemaCheck } from '#tests/support/json_schema.js'
import { MANIFEST, withField } from '#tests/unit/engine/plugin/manifest_samples.js'

const fitsSchema = schemaCheck(manifestSchema())

/** Every path to a value inside a manifest. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, entry]) => {
    const here = [...path, name]
    return [here, ...pathsOf(entry, here)]
  })
}
const PATHS = pathsOf(MANIFEST)

/** Values that readers of numbers, texts, lists and objects stumble over. */
const NASTY = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    0,
    -0,
    -1,
    1e308,
    5e-324,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    '__proto__',
    '\ud800'
  ),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(fc.integer(), { maxLength: 60 }),
  fc.dictionary(fc.string({ unit: 'binary', maxLength: 10 }), fc.jsonValue({ maxDepth: 1 }))
)

function check(text: string): void {
  const manifest = checkManifest(text)
  if (manifest.ok) {
    if (!fitsSchema(JSON.parse(text))) throw new Error('the schema refuses what the check accepts')
    return
  }
  if (manifest.failure.length === 0) throw new Error('refused without a reason')
  for (const { field, message } of manifest.failure) {
    if (message.trim() === '') throw new Error(`no message for ${field}`)
    if (hasInvisible(field) || hasInvisible(message)) throw new Error(`${field} ${message} lies`)
    if (message.length > 1000) throw new Error(`a message of ${message.length} characters`)
  }
}

test.group('any manifest', () => {
  test('that is JSON is accepted or refused with reasons, and never throws', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => check(text)),
      { numRuns: 500 }
    )
  })

  test('that is any text at all never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => check(text)),
      { numRuns: 500 }
    )
  })

  test('that is sound but for some values is accepted by the schema when it is accepted', () => {
    const changes = fc.array(fc.tuple(fc.constantFrom(...PATHS), NASTY), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(changes, (list) => {
        let manifest = { ...MANIFEST } as Record<string, unknown>
        for (const [path, value] of list) {
          try {
            manifest = withField(manifest, path, value)
          } catch {
            // An earlier change has put something else where this path led.
          }
        }
        check(JSON.stringify(manifest))
      }),
      { numRuns: 2000 }
    )
  })

  test('with one value of another type names that value', ({ assert }) => {
    const values = fc.constantFrom<unknown>(null, [[]], { a: { b: 1 } }, 1e300)
    const refused = fc.constantFrom(...PATHS.filter(([first]) => first !== 'parameters'))
    fc.assert(
      fc.property(refused, values, (path, value) => {
        const manifest = checkManifest(JSON.stringify(withField(MANIFEST, path, value)))
        assert.isFalse(manifest.ok)
        if (manifest.ok) return
        const name = path.join('.')
        const named = manifest.failure.some(
          ({ field }) => field === name || field.startsWith(`${name}.`)
        )
        assert.isTrue(named, `${name}: ${JSON.stringify(manifest.failure)}`)
      }),
      { numRuns: 400 }
    )
  })

  test('whose text is cut, doubled or has a byte changed never throws', () => {
    const text = JSON.stringify(MANIFEST)
    const edit = fc.record({
      at: fc.nat(text.length - 1),
      remove: fc.nat(40),
      insert: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 5 }),
        fc.constantFrom('"id":1,', '{', '}', '[', ']', '"', '\\', '"__proto__":{},', '1e999')
      ),
    })
    fc.assert(
      fc.property(edit, ({ at, remove, insert }) =>
        check(text.slice(0, at) + insert + text.slice(at + remove))
      ),
      { numRuns: 2000 }
    )
  })
})
