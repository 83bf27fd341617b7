import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { checkManifest } from '#engine/plugin/check_manifest.js'

const SOUND = {
  manifestVersion: 1,
  id: 'mean_reversion',
  name: 'Mean reversion',
  description: 'Buys weakness.',
  version: '1.0.0',
  kind: 'strategy',
  engines: { aq: '>=0.1 <2', sdk: 0 },
  publisher: { id: 'aq-trading', name: 'AQ Trading' },
  permissions: [{ id: 'orders:signal', reason: 'Signals.' }],
  parameters: {
    length: { type: 'integer', default: 14, min: 2, max: 100, unit: 'bars' },
    exit: { type: 'choice', default: 'middle', options: ['middle', 'upper'] },
    quick: { type: 'boolean', default: false },
  },
  risk: { shortAllowed: true, leverageMax: 2 },
}

/** The sound manifest with some fields changed; undefined takes a field away. */
function withChanges(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...SOUND, ...changes })
}

function faultsOf(text: string): string[] {
  const manifest = checkManifest(text)
  return manifest.ok ? [] : manifest.failure.map(({ field, message }) => `${field} ${message}`)
}

test.group('a manifest that is accepted', () => {
  test('keeps what it says', ({ assert }) => {
    const manifest = checkManifest(JSON.stringify(SOUND))
    assert.isTrue(manifest.ok)
    if (manifest.ok) assert.deepEqual(manifest.value as unknown, SOUND)
  })

  test('may leave out permissions, parameters and risk: none, none, no shorts and no leverage', ({
    assert,
  }) => {
    const manifest = checkManifest(
      withChanges({ permissions: undefined, parameters: undefined, risk: undefined })
    )
    assert.isTrue(manifest.ok)
    if (!manifest.ok) return
    assert.deepEqual(manifest.value.parameters, {})
    assert.deepEqual(manifest.value.permissions, [])
    assert.deepEqual(manifest.value.risk, { shortAllowed: false, leverageMax: 1 })
  })

  for (const id of ['momentum', 'mean_reversion', 'buy-and-hold', 'a1b', 'rsi-2_fast']) {
    test(`has an id like ${id}`, ({ assert }) =>
      assert.deepEqual(faultsOf(withChanges({ id })), []))
  }
})

test.group('a manifest that is refused, with the field, the rule and the value', () => {
  const parameter = (length: unknown): Record<string, unknown> => ({ parameters: { length } })
  const cases: [title: string, changes: Record<string, unknown>, fault: RegExp][] = [
    ['no id', { id: undefined }, /^id is missing; must be 3 to 50 small letters/],
    [
      'an id with capitals',
      { id: 'Momentum' },
      /^id must be 3 to 50 small letters.*was "Momentum"/,
    ],
    ['an id that begins with a dash', { id: '-momentum' }, /^id must be 3 to 50/],
    ['an id with two dashes in a row', { id: 'a--bc' }, /^id must be 3 to 50/],
    ['an id with a path in it', { id: '../../etc' }, /^id must be 3 to 50/],
    ['an empty name', { name: ' ' }, /^name must not be empty/],
    [
      'a name with a text-direction override',
      { name: 'safe\u202etxt' },
      /^name holds invisible characters/,
    ],
    [
      'a field whose name hides itself',
      { 'id\u202e': 'x' },
      /^id\\u202e is not a field of a manifest/,
    ],
    [
      'a value with an escape sequence',
      { version: '\u001b[2J1.0.0\u009b' },
      /^version must be a version.*was "\\u001b\[2J1\.0\.0\\u009b"/,
    ],
    ['a name with a zero-width space', { name: 'sa\u200bfe' }, /^name holds invisible characters/],
    ['a name with a line break', { name: 'two\nlines' }, /^name holds invisible characters/],
    [
      'a name that is not in normal form',
      { name: 'Cafe\u0301' },
      /^name must be in Unicode normal form C/,
    ],
    [
      'a name of 61 letters',
      { name: 'x'.repeat(61) },
      /^name may have at most 60 characters, has 61/,
    ],
    [
      'a version without a patch number',
      { version: '1.0' },
      /^version must be a version like 1\.0\.0, was "1\.0"/,
    ],
    ['another manifest version', { manifestVersion: 2 }, /^manifestVersion must be 1/],
    [
      'an unknown kind, with the nearest',
      { kind: 'strategi' },
      /^kind must be one of strategy.*did you mean strategy\?/,
    ],
    [
      'an unknown field, with the nearest',
      { permisions: [] },
      /^permisions is not a field of a manifest; did you mean permissions\?/,
    ],
    ['engines that are a text', { engines: '>=1' }, /^engines must be an object, was ">=1"/],
    [
      'the same permission twice',
      {
        permissions: [
          { id: 'log', reason: 'a' },
          { id: 'log', reason: 'b' },
        ],
      },
      /^permissions\.1\.id log is asked for twice/,
    ],
    [
      'a permission without its reason',
      { permissions: [{ id: 'log' }] },
      /^permissions\.0\.reason is missing/,
    ],
    [
      'a publisher address that is not https',
      { publisher: { id: 'aqt', name: 'A', url: 'javascript:1' } },
      /^publisher\.url must be an https address/,
    ],
    [
      'leverage of 0',
      { risk: { leverageMax: 0 } },
      /^risk\.leverageMax must be a number from 0\.01 to 20, was 0/,
    ],
    [
      'shorts that are a text',
      { risk: { shortAllowed: 'yes' } },
      /^risk\.shortAllowed must be true or false, was "yes"/,
    ],
    ['parameters that are a list', { parameters: [] }, /^parameters must be an object, was \[\]/],
    [
      'a parameter name with a dash',
      { parameters: { 'a-b': { type: 'boolean', default: true } } },
      /^parameters\.a-b must begin with a small letter/,
    ],
    [
      'a parameter without a type',
      parameter({ default: 1 }),
      /^parameters\.length\.type must be one of integer, number, boolean, choice, was undefined/,
    ],
    [
      'a parameter without a default',
      parameter({ type: 'integer' }),
      /^parameters\.length\.default must be a number/,
    ],
    [
      'a default outside its range',
      parameter({ type: 'integer', default: 200, min: 1, max: 100 }),
      /^parameters\.length\.default must be from 1 to 100, was 200/,
    ],
    [
      'a fractional default of an integer',
      parameter({ type: 'integer', default: 1.5 }),
      /^parameters\.length\.default must be a whole number, was 1\.5/,
    ],
    [
      'min above max',
      parameter({ type: 'number', default: 1, min: 3, max: 2 }),
      /^parameters\.length\.min must not be above max \(2\), was 3/,
    ],
    [
      'a step of 0',
      parameter({ type: 'number', default: 1, step: 0 }),
      /^parameters\.length\.step must be a number from/,
    ],
    [
      'a choice without options',
      parameter({ type: 'choice', default: 'a' }),
      /^parameters\.length\.options is missing/,
    ],
    [
      'a default that is no option',
      parameter({ type: 'choice', default: 'c', options: ['a', 'b'] }),
      /^parameters\.length\.default must be one of a, b, was "c"/,
    ],
    [
      'bounds of a boolean',
      parameter({ type: 'boolean', default: true, min: 0 }),
      /^parameters\.length\.min is not a field/,
    ],
    [
      'more than 50 parameters',
      {
        parameters: Object.fromEntries(
          Array.from({ length: 51 }, (_, n) => [`p${n}`, { type: 'boolean', default: true }])
        ),
      },
      /^parameters may be at most 50, are 51/,
    ],
  ]
  for (const [title, changes, fault] of cases) {
    test(title, ({ assert }) => {
      const faults = faultsOf(withChanges(changes))
      assert.isTrue(
        faults.some((line) => fault.test(line)),
        faults.join('\n') || 'was accepted'
      )
    })
  }

  test('all faults are told at once', ({ assert }) => {
    assert.lengthOf(faultsOf(withChanges({ id: 'X', version: '1', kind: 'robot' })), 3)
  })
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
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /is nested deeper than 32/],
    ['NaN', '{"risk": {"leverageMax": NaN}}', /is not JSON/],
  ]
  for (const [title, text, fault] of cases) {
    test(title, ({ assert }) => assert.match(faultsOf(text)[0] ?? 'was accepted', fault))
  }

  test('a text inside a value that looks like a name is only a text', ({ assert }) => {
    const description = 'says "id": "x", {"id": 1} and \\" too'
    assert.deepEqual(faultsOf(withChanges({ description })), [])
  })
})

test.group('the JSON Schema for editors', () => {
  test('names the same fields as the check', ({ assert }) => {
    const path = new URL('../../../../resources/schemas/aq-plugin.schema.json', import.meta.url)
    const schema = JSON.parse(readFileSync(path, 'utf8')) as {
      properties: object
      required: string[]
    }
    for (const name of Object.keys(schema.properties)) {
      const faults = faultsOf(
        withChanges({
          [name]: name === 'license' ? 'MIT' : name === '$schema' ? 'x' : SOUND[name as 'id'],
        })
      )
      assert.deepEqual(faults, [], name)
    }
    for (const name of schema.required) {
      assert.isNotEmpty(faultsOf(withChanges({ [name]: undefined })), name)
    }
  })
})
