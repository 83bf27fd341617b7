import { test } from '@japa/runner'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { faultsOf, SOUND, withChanges } from './changed_manifest.js'
import { busyClock } from '#tests/support/busy_clock.js'

test.group('a manifest that is accepted', () => {
  test('keeps what it says', ({ assert }) => {
    const manifest = checkManifest(JSON.stringify(SOUND))
    assert.isTrue(manifest.ok)
    if (manifest.ok) assert.deepEqual(manifest.value as unknown, SOUND)
  })

  test('may leave out what it does not ask for: nothing asked, no shorts, no leverage', ({
    assert,
  }) => {
    const { manifestVersion, id, name, description, version, kind, engines } = SOUND
    const publisher = { id: 'aq-trading', name: 'AQ Trading' }
    const least = { manifestVersion, id, name, description, version, kind, engines, publisher }
    const manifest = checkManifest(JSON.stringify(least))
    assert.isTrue(manifest.ok)
    if (!manifest.ok) return
    assert.deepEqual(manifest.value as unknown, {
      ...least,
      entry: 'dist/plugin.js',
      permissions: [],
      parameters: {},
      subscriptions: { timeframes: [], maxSymbols: 10_000 },
      limits: { memoryMb: 32, timeoutMs: 200, logPerMin: 60, storageKb: 0 },
      markets: [],
      assetClasses: [],
      warmupBars: 0,
      determinism: 'deterministic',
      risk: { shortAllowed: false, leverageMax: 1, maxPositionPct: 100 },
    })
  })

  test('may hold positions up to what its leverage allows when it names no other bound', ({
    assert,
  }) => {
    const manifest = checkManifest(withChanges({ risk: { leverageMax: 3 } }))
    assert.equal(manifest.ok && manifest.value.risk.maxPositionPct, 300)
  })

  test('has the storage that its permission asks for', ({ assert }) => {
    const permissions = [{ id: 'storage@128', reason: 'Remembers.' }]
    const storageOf = (limits: object | undefined) => {
      const changes = { kind: 'agent', determinism: undefined, permissions, limits }
      const manifest = checkManifest(withChanges(changes))
      return manifest.ok ? manifest.value.limits.storageKb : manifest.failure[0]?.message
    }
    assert.equal(storageOf(undefined), 128)
    assert.equal(storageOf({ storageKb: 200 }), 200)
    assert.equal(
      storageOf({ storageKb: 100 }),
      'must be at least the 128 that the permission storage asks for, was 100'
    )
  })

  test('of an agent or broker depends on the outside unless it says otherwise', ({ assert }) => {
    const changes = { permissions: [], determinism: undefined }
    const agent = checkManifest(withChanges({ ...changes, kind: 'agent' }))
    const rule = checkManifest(withChanges({ ...changes, kind: 'risk-rule' }))
    assert.equal(agent.ok && agent.value.determinism, 'external')
    assert.equal(rule.ok && rule.value.determinism, 'deterministic')
  })

  for (const id of ['momentum', 'mean_reversion', 'buy-and-hold', 'a1b', 'rsi-2_fast']) {
    test(`has an id like ${id}`, ({ assert }) =>
      assert.deepEqual(faultsOf(withChanges({ id })), []))
  }
})

test.group('a text that is no manifest', () => {
  const cases: [title: string, text: string, fault: RegExp][] = [
    ['nothing', '', /is not JSON/],
    ['broken JSON', '{"id": }', /is not JSON/],
    ['a list', '[]', /must be an object, was \[\]/],
    ['null', 'null', /must be an object, was null/],
    ['a name given twice', '{"id": "abc", "id": "def"}', /^id is given twice/],
    [
      'a name given twice, spelled differently',
      '{"id": "abc", "\\u0069d": "def"}',
      /^id is given twice/,
    ],
    [
      'a name given twice inside',
      '{"risk": {"a": 1, "b": [{"c": 1}], "a": 2}}',
      /^risk\.a is given twice/,
    ],
    [
      'a name that reaches for prototypes',
      '{"risk": {"__proto__": {"shortAllowed": true}}}',
      /^risk\.__proto__ is a name that is not allowed/,
    ],
    ['a text of 1 MB', `{"id": "${'a'.repeat(1_000_000)}"}`, /is 1000010 bytes; at most 65536/],
    ['deep nesting', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, /is nested deeper than 32/],
    ['NaN', '{"risk": {"leverageMax": NaN}}', /is not JSON/],
  ]
  for (const [title, text, fault] of cases) {
    test(title, ({ assert }) => assert.match(faultsOf(text)[0] ?? 'was accepted', fault))
  }

  /** An object of 60 KB with as many entries as there is room for. */
  const full = (entry: (index: number) => string): string => {
    const parts: string[] = []
    for (let length = 0; length < 60_000; length += parts.at(-1)!.length + 1) {
      parts.push(entry(parts.length))
    }
    return `{${parts.join()}}`
  }
  const floods: [title: string, text: string][] = [
    ['thousands of names', full((index) => `"a${index}":1`)],
    ['a name of 60 KB', `{"${'a'.repeat(60_000)}":1}`],
    ['a name of 60 KB twice', `{"${'a'.repeat(30_000)}":1,"${'a'.repeat(30_000)}":1}`],
    ['a kind of 60 KB', `{"kind":"${'a'.repeat(60_000)}"}`],
    ['thousands of parameters', `{"parameters":${full((index) => `"a${index}":{"type":"x"}`)}}`],
    [
      'options of 6 KB',
      `{"parameters":{"a":{"type":"choice","default":"zz","options":${JSON.stringify(Array.from({ length: 100 }, (_, index) => `${'x'.repeat(55)}${index}`))}}}}`,
    ],
    ['a range of 60 KB', `{"engines":{"aq":"${'1 '.repeat(30_000)}"}}`],
    ['letters with a thousand marks', `{"name":"${'\u0301'.repeat(29_000)}"}`],
  ]
  for (const [title, text] of floods) {
    test(`${title} is told in a few short lines, at once`, ({ assert }) => {
      const busyMs = busyClock()
      const faults = faultsOf(text)
      assert.isBelow(busyMs(), 100)
      assert.isNotEmpty(faults)
      assert.isAtMost(faults.length, 120)
      for (const fault of faults) assert.isAtMost(fault.length, 700)
    })
  }

  test('a text inside a value that looks like a name is only a text', ({ assert }) => {
    const description = 'says "id": "x", {"id": 1} and \\" too'
    assert.deepEqual(faultsOf(withChanges({ description })), [])
  })
})
