import { test } from '@japa/runner'
import { faultsOf, withChanges } from './changed_manifest.js'

test.group('a manifest that is refused, with the field, the rule and the value', () => {
  const parameter = (length: unknown): Record<string, unknown> => ({ parameters: { length } })
  const cases: [title: string, changes: Record<string, unknown>, fault: RegExp][] = [
    ['no id', { id: undefined }, /^id is missing; must be 3 to 50 small letters/],
    [
      'an id with capitals',
      { id: 'Momentum' },
      /^id must be 3 to 50 small letters.*was "Momentum"/,
    ],
    ['an id that reaches for prototypes', { id: 'constructor' }, /not constructor or prototype/],
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
    [
      'a kind that does not run yet',
      { kind: 'indicator' },
      /^kind "indicator" does not run yet; what runs is strategy, risk-rule, agent, broker$/,
    ],
    [
      'a field that has another name here',
      { config: {} },
      /^config is not a field of a manifest; settings are declared in parameters/,
    ],
    [
      'another entry',
      { entry: '../../etc/passwd' },
      /^entry must be dist\/plugin\.js: a package has one bundle/,
    ],
    ['a range that is none', { engines: { aq: '>>1', sdk: 0 } }, /^engines\.aq must be a range/],
    [
      'a version of the kit that is no number',
      { engines: { aq: '*', sdk: '0' } },
      /^engines\.sdk must be a whole number/,
    ],
    [
      'half a version of the kit',
      { engines: { aq: '*', sdk: 0.5 } },
      /^engines\.sdk must be a whole number from 0 to 1000, was 0\.5/,
    ],
    [
      'a version with a leading zero',
      { version: '1.0.01' },
      /^version must be a version like 1\.0\.0/,
    ],
    [
      'a version that semver does not know',
      { version: '1.0.0-a..b' },
      /^version must be a version like 1\.0\.0/,
    ],
    ['a name with a tag character', { name: 'safe\u{e0041}' }, /^name holds invisible/],
    ['a name with half a character', { name: 'safe\ud800' }, /^name holds invisible/],
    ['a name with a filler', { name: 'safe\u3164' }, /^name holds invisible/],
    ['a name with a wide space', { name: 'safe\u2003x' }, /^name holds invisible/],
    [
      'an id in letters that only look right',
      { id: 'm\u043ementum' },
      /^id must be 3 to 50 small letters/,
    ],
    [
      'a key that is no key',
      { publisher: { id: 'aqt', name: 'A', keyId: 'XYZ' } },
      /^publisher\.keyId must be 16 hexadecimal digits, was "XYZ"/,
    ],
    [
      'an address with another in front',
      { publisher: { id: 'aqt', name: 'A', url: 'https://good.com@evil.com' } },
      /^publisher\.url must be an https address/,
    ],
    [
      'a permission that does not exist, with the nearest',
      { permissions: [{ id: 'orders:signl', reason: 'a' }] },
      /^permissions\.0\.id "orders:signl" asks for "orders:signl", which does not exist; did you mean orders:signal/,
    ],
    [
      'a permission that its kind cannot have',
      { permissions: [{ id: 'net:connect@api.example.com:443', reason: 'a' }] },
      /^permissions\.0\.id "net:connect@api\.example\.com:443" asks for net:connect, which a plugin of kind strategy never gets/,
    ],
    [
      'a permission with a scope that is none',
      { kind: 'agent', permissions: [{ id: 'storage@lots', reason: 'a' }] },
      /^permissions\.0\.id "storage@lots" must be 1 to 10240 kilobytes/,
    ],
    [
      'the same permission in two spellings',
      {
        permissions: [
          { id: 'market-data:read', reason: 'a' },
          { id: 'market-data:read@*', reason: 'b' },
        ],
      },
      /^permissions\.1\.id market-data:read@\* is asked for twice/,
    ],
    [
      'a timeframe that is none',
      { subscriptions: { timeframes: ['1d', '3d'] } },
      /^subscriptions\.timeframes\.1 must be one of 1m.*was "3d"/,
    ],
    [
      'a timeframe twice',
      { subscriptions: { timeframes: ['1d', '1d'] } },
      /^subscriptions\.timeframes names the same twice/,
    ],
    [
      'no symbols',
      { subscriptions: { maxSymbols: 0 } },
      /^subscriptions\.maxSymbols must be a number from 1 to 10000, was 0/,
    ],
    [
      'more memory than there is',
      { limits: { memoryMb: 129 } },
      /^limits\.memoryMb must be a number from 8 to 128, was 129/,
    ],
    [
      'a timeout of a second and more',
      { limits: { timeoutMs: 1001 } },
      /^limits\.timeoutMs must be a number from 5 to 1000/,
    ],
    [
      'a limit without bounds',
      { limits: { logPerMin: null } },
      /^limits\.logPerMin must be a whole number from 0 to 600, was null/,
    ],
    [
      'an unknown limit, with the nearest',
      { limits: { memoryMB: 64 } },
      /^limits\.memoryMB is not a field of a manifest; did you mean memoryMb\?/,
    ],
    ['a market that is none', { markets: ['XX'] }, /^markets\.0 must be one of US, HK, was "XX"/],
    [
      'an asset class that is none',
      { assetClasses: ['option'] },
      /^assetClasses\.0 must be one of equity, etf, index/,
    ],
    [
      'a warm-up of less than nothing',
      { warmupBars: -1 },
      /^warmupBars must be a number from 0 to 1000000, was -1/,
    ],
    [
      'a strategy that depends on the outside',
      { determinism: 'external' },
      /^determinism must be deterministic for a plugin of kind strategy/,
    ],
    [
      'positions of 0 %',
      { risk: { maxPositionPct: 0 } },
      /^risk\.maxPositionPct must be a number from 0\.01 to 2000, was 0/,
    ],
    [
      'a commit that is none',
      { provenance: { commit: 'main' } },
      /^provenance\.commit must be 7 to 64 hexadecimal digits, was "main"/,
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
