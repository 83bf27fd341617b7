import { test } from '@japa/runner'
import { STALL_MS_MAX, attacks, survived, type Attack } from './attacks.js'
import { SECRET } from './arena.js'
import { scriptOf } from './packages.js'
import { useArena } from './shared_arena.js'

/** Code that says too much, or says it where somebody else reads it. */
const FLOODS: readonly Attack[] = [
  {
    name: 'a hundred thousand log lines in one event',
    code: { body: `for (let i = 0; i < 1e5; i++) context.log('line', i)` },
    ends: ['answered', 'timed_out'],
  },
  {
    name: 'log lines with terminal codes, line breaks and text that runs backwards',
    code: {
      body: `context.log('\\u001b[31mred\\u001b]0;title\\u0007\\r\\n2026-01-01 [info] other_plugin: forged\\u202egnol\\u2028x\\u0000')`,
    },
    ends: ['answered'],
    says: /red/,
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    hides: /\u001b|\u0007|\u0000|\u202e|\u2028|\r/,
  },
  {
    name: 'an error with terminal codes and line breaks',
    code: { body: `throw new Error('\\u001b[2J\\u001b[H gone \\r\\n [info] forged \\u202e')` },
    ends: ['threw'],
    says: /gone/,
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    hides: /\u001b|\\u001b|\u202e|\\r|\\n/,
  },
  {
    name: 'a hundred thousand effects in one event',
    code: { body: `for (let i = 0; i < 1e5; i++) context.setRiskBias(0.5, 'because ' + i)` },
    ends: ['answered', 'timed_out'],
  },
  {
    name: 'a thousand requests in one event',
    code: { body: `for (let i = 0; i < 1e3; i++) context.storage.set('k' + i, 'v')` },
    permissions: ['storage'],
    ends: ['answered', 'threw'],
  },
  {
    name: 'keys that climb out of their own storage',
    code: {
      body: `const show = (r) => context.log(JSON.stringify(r)); if (n === 1) for (const key of ['../other/key', '/etc/passwd', 'a/../../b', '..', 'x\\u0000y', "'; drop table plugin_storage; --", 'live/key', '%2e%2e%2fx']) context.storage.set(key, 'x', show)`,
    },
    permissions: ['storage'],
    ends: ['answered'],
    events: 20,
  },
  {
    name: 'a reading of the clock that is not the moment of the event',
    code: {
      body: `const at = 1700000000000 + (n - 1) * 1000; const seen = [Date.now(), +new Date(), Date.parse(Date() ), new (class extends Date {})().getTime(), Reflect.construct(Date, []).getTime(), context.now].map((one) => Math.abs(one - at)); throw new Error('told ' + Math.max(...seen))`,
    },
    ends: ['threw'],
    says: /told (0|[1-9]\d?\d?)"/,
  },
  {
    name: 'a finer clock, through formatters and statics of the language',
    code: {
      body: `const seen = new Set(); for (let i = 0; i < 2e4; i++) { seen.add(Date.now()); seen.add(new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3 }).format ? 0 : 1); if (i % 2000 === 0) seen.add(new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3, timeStyle: undefined }).format()) } throw new Error('told ' + seen.size)`,
    },
    ends: ['threw', 'timed_out'],
    says: /told 3"|timed_out/,
  },
  {
    name: 'the time zone of the machine, by which two machines would trade differently',
    code: {
      body: `throw new Error('told ' + new Date(0).getTimezoneOffset() + ' ' + Intl.DateTimeFormat().resolvedOptions().timeZone + ' ' + Intl.DateTimeFormat().resolvedOptions().locale)`,
    },
    ends: ['threw'],
    says: /told 0 (UTC|Etc\/UTC) en-US/,
  },
]

attacks('floods and whispers', FLOODS)

test.group('words of one plugin where others could take them for theirs', (group) => {
  const arena = useArena(group)
  group.each.timeout(30_000)

  test('a value that is a secret is not shown, however it came into a log line', async ({
    assert,
  }) => {
    const { value } = SECRET
    const id = arena().newId()
    const fight = await arena().fight(
      { id, body: `context.log('the key is ' + ${JSON.stringify([...value])}.join(''), 5)` },
      (key) => arena().host.ask(key, { type: 'timer', name: 'x', atMs: Date.now() })
    )
    survived(assert, fight)
    const shown = (arena().lines.get(id) ?? []).join('\n')
    assert.include(shown, 'the key is')
    assert.notInclude(shown, value)
  })

  test('signals beyond 256 in one event are refused and counted', async ({ assert }) => {
    const { gateway } = arena()
    const id = await arena().plant({
      id: arena().newId(),
      kind: 'strategy',
      permissions: ['orders:signal'],
      code: scriptOf({ id: 'x', kind: 'strategy' }),
    })
    const { manifestHash } = (await arena().ports.records.versions(id))[0]!
    const identity = { id, environment: 'example', kind: 'strategy', manifestHash } as const
    const signal = { type: 'signal', record: new Array(24).fill(0), reason: 'x' }
    const report = await gateway.perform(identity, new Array(1_000).fill(signal), () => {})
    assert.equal(report.handed.length, 256)
    assert.include(
      (await arena().auditOf(id)).map((row) => row.action),
      'effect.refused'
    )
    gateway.close(identity)
  })

  test('a reason cannot carry data to whoever reads orders', async ({ assert }) => {
    const { gateway } = arena()
    const id = await arena().plant({
      id: arena().newId(),
      kind: 'strategy',
      permissions: ['orders:signal'],
      code: scriptOf({ id: 'x', kind: 'strategy' }),
    })
    const { manifestHash } = (await arena().ports.records.versions(id))[0]!
    const identity = { id, environment: 'example', kind: 'strategy', manifestHash } as const
    const record = new Array(24).fill(0)
    const report = await gateway.perform(
      identity,
      [
        { type: 'signal', record, reason: 'x'.repeat(5_000) },
        { type: 'signal', record, reason: { toString: 'no' } },
        { type: 'signal', record: new Array(5_000).fill(1), reason: 'x' },
        { type: 'signal', record, reason: 'fine', remark: 'for the broker', tag: 'aq-forged' },
      ],
      () => {}
    )
    assert.deepEqual(
      report.handed.map((one) => Object.keys(one).sort()),
      [['reason', 'record', 'type']]
    )
    assert.lengthOf(report.refused, 3)
    gateway.close(identity)
  })

  test('storage takes no more than was granted, and shows no other plugin its keys', async ({
    assert,
  }) => {
    const store = (done: string) =>
      `if (n === 1) for (let i = 0; i < 4; i++) context.storage.set('k' + i, 'x'.repeat(800), (r) => context.log(JSON.stringify(r))); if (n === 2) context.storage.keys((r) => context.log('${done} ' + JSON.stringify(r)))`
    const ids = [arena().newId(), arena().newId()]
    for (const id of ids) {
      const fight = await arena().fight(
        { id, permissions: ['storage@2'], body: store(id) },
        async (key) => {
          for (let at = 0; at < 12; at++) {
            await arena().host.ask(key, { type: 'timer', name: 'x', atMs: Date.now() })
            await new Promise((resolve) => setTimeout(resolve, 15))
          }
        }
      )
      survived(assert, fight)
      const lines = arena().lines.get(id) ?? []
      assert.match(lines.join('\n'), /"quota/)
      const keys = JSON.parse(lines.find((line) => line.startsWith(id))!.slice(id.length + 1))
      assert.deepEqual(keys.value, ['k0', 'k1'])
    }
  })

  test('a flood of lines does not hold the host up', async ({ assert }) => {
    const id = arena().newId()
    const fight = await arena().fight(
      { id, body: `for (let i = 0; i < 2000; i++) context.log('x'.repeat(1900))` },
      async (key) => {
        for (let nth = 0; nth < 40; nth++) {
          await arena().host.ask(key, { type: 'timer', name: 'x', atMs: Date.now() })
        }
      }
    )
    assert.isBelow(fight.stalledMs, STALL_MS_MAX)
    assert.isAtMost(arena().lines.get(id)?.length ?? 0, 700)
  })
})
