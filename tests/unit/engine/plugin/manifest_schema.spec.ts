import { readdirSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { validRange } from 'semver'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { LIMIT_RULES } from '#engine/plugin/check_runtime_fields.js'
import { RUNNING_KINDS } from '#engine/plugin/manifest.js'
import { RANGE, VERSION } from '#engine/plugin/version_rules.js'
import { CAPABILITIES } from '#engine/plugin_permissions/capability.js'
import { VENUES } from '#kernel/instrument/venue.js'
import { TIMEFRAMES } from '#kernel/market/timeframe.js'
import { manifestSchema, schemaCheck } from '#tests/support/json_schema.js'
import { MANIFEST, UNSOUND, withField } from './manifest_samples.js'

const schema = manifestSchema()
const fitsSchema = schemaCheck(schema)

/** Part of the schema by its path. */
function part(...names: string[]): Record<string, unknown> {
  let at = schema as Record<string, unknown>
  for (const name of names) at = at[name] as Record<string, unknown>
  return at
}

test.group('the published schema of manifests', () => {
  test('accepts what the check accepts', ({ assert }) => {
    assert.isTrue(checkManifest(JSON.stringify(MANIFEST)).ok)
    assert.isTrue(fitsSchema(MANIFEST))
  })

  test('and the check agree on the examples', ({ assert }) => {
    const examples = new URL('../../../../plugins/examples/', import.meta.url)
    const names = readdirSync(examples)
    assert.isAtLeast(names.length, 3)
    for (const name of names) {
      const text = readFileSync(new URL(`${name}/aq-plugin.json`, examples), 'utf8')
      assert.isTrue(checkManifest(text).ok, name)
      assert.isTrue(fitsSchema(JSON.parse(text)), name)
    }
  })

  for (const { title, path, value, onlyChecked } of UNSOUND) {
    const who = onlyChecked === true ? 'the check alone' : 'both'
    test(`${title} is refused by ${who}`, ({ assert }) => {
      const manifest = withField(MANIFEST, path, value)
      assert.isFalse(checkManifest(JSON.stringify(manifest)).ok)
      assert.equal(fitsSchema(JSON.parse(JSON.stringify(manifest))), onlyChecked === true)
    })
  }

  test('demands the same fields', ({ assert }) => {
    for (const name of Object.keys(part('properties'))) {
      const without = withField(MANIFEST, [name], undefined)
      assert.equal(
        fitsSchema(JSON.parse(JSON.stringify(without))),
        checkManifest(JSON.stringify(without)).ok,
        name
      )
    }
  })

  test('lists the same kinds, markets, timeframes and limits', ({ assert }) => {
    const items = (...names: string[]) => part('properties', ...names, 'items').enum
    assert.deepEqual(part('properties', 'kind').enum, [...RUNNING_KINDS])
    assert.deepEqual(items('markets'), [...VENUES])
    assert.deepEqual(items('subscriptions', 'properties', 'timeframes'), [...TIMEFRAMES])
    for (const [name, { from, to, usual }] of Object.entries(LIMIT_RULES)) {
      const { minimum, maximum, default: given } = part('properties', 'limits', 'properties', name)
      assert.deepEqual({ minimum, maximum, given }, { minimum: from, maximum: to, given: usual })
    }
  })

  test('has the same rules for versions and ranges', ({ assert }) => {
    assert.equal(part('$defs', 'version').pattern, VERSION.source)
    assert.equal(part('properties', 'engines', 'properties', 'aq').pattern, RANGE.source)
  })

  test('lets every permission be written', ({ assert }) => {
    for (const { example, kinds } of Object.values(CAPABILITIES)) {
      const kind = RUNNING_KINDS.find((name) => kinds.includes(name))
      if (kind === undefined) continue
      const manifest = { ...MANIFEST, kind, permissions: [{ id: example, reason: 'It must.' }] }
      assert.isTrue(checkManifest(JSON.stringify(manifest)).ok, example)
      assert.isTrue(fitsSchema(manifest), example)
    }
  })
})

test.group('ranges of versions', () => {
  for (const range of [
    '*',
    '>=0.1 <2',
    '^1.2 || 2.x',
    '~1.2.3',
    '1',
    '=1.0.0',
    '>=1.0.0 <1.5 || >3',
  ]) {
    test(`${range} is one, to semver as well`, ({ assert }) => {
      assert.match(range, RANGE)
      assert.isNotNull(validRange(range))
    })
  }
  for (const range of [
    '',
    '>>1',
    '1.x.3',
    '01',
    '>=1,<2',
    'latest',
    '1 - 2',
    '>= 1',
    ' 1',
    `1${' 1'.repeat(120)}`,
  ]) {
    test(`${JSON.stringify(range.slice(0, 12))} is none`, ({ assert }) =>
      assert.notMatch(range, RANGE))
  }
})
