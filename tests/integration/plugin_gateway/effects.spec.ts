import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { codeOf, GatewayBench } from './open_gateway.js'
import { busyClock } from '#tests/support/busy_clock.js'

const record = Array.from({ length: 24 }, (_, index) => index)
const signal = { type: 'signal', record, reason: 'because' }

test.group('effects of plugins', (group) => {
  const bench = new GatewayBench()
  group.setup(async () => {
    await bench.open()
    return () => bench.close()
  })
  const agent = (permissions: readonly string[]) => bench.plugin(permissions, { kind: 'agent' })
  const strategy = (permissions: readonly string[] = ['orders:signal']) =>
    bench.plugin(permissions, { kind: 'strategy' })

  test('signals are handed on in order, NaN where JSON has null', async ({ assert }) => {
    const plugin = await strategy()
    const odd = { ...signal, record: [null, ...record.slice(1)], reason: null, extra: 1 }
    const { handed, refused, taken } = await plugin.perform(signal, odd)
    assert.deepEqual([refused, taken], [[], 0])
    assert.deepEqual(handed, [
      { type: 'signal', record, reason: 'because' },
      { type: 'signal', record: [Number.NaN, ...record.slice(1)], reason: null },
    ])
  })

  test('without a grant nothing is handed on, and it is written down', async ({ assert }) => {
    const plugin = await strategy([])
    const { handed, refused } = await plugin.perform(signal)
    assert.deepEqual(handed, [])
    assert.deepEqual(refused, [
      { type: 'signal', code: 'not_granted', message: 'orders:signal is not granted in paper' },
    ])
    const [row] = await plugin.audit()
    assert.deepInclude(row, { actor: `plugin:${plugin.identity.id}`, action: 'effect.refused' })
    assert.deepEqual(row!.detail, { environment: 'paper', ...refused[0] })
  })

  test('a grant counts in its environment and for its manifest alone', async ({ assert }) => {
    const plugin = await strategy()
    const { id } = plugin.identity
    for (const over of [{ environment: 'live' as const }, { manifestHash: 'b'.repeat(64) }]) {
      const other = await bench.plugin([], { ...plugin.identity, ...over, id })
      assert.equal((await other.perform(signal)).refused[0]?.code, 'not_granted')
    }
    const other = await bench.plugin([], { kind: 'strategy' })
    assert.equal((await other.perform(signal)).refused[0]?.code, 'not_granted')
    assert.lengthOf((await plugin.perform(signal)).handed, 1)
  })

  test('a grant taken back by another process counts for the next effect', async ({ assert }) => {
    const plugin = await strategy()
    assert.lengthOf((await plugin.perform(signal)).handed, 1)
    const other = await bench.folder.open('other')
    await other.withClient((client) =>
      client.query('update plugin_grants set revoked_at = now() where plugin_id = $1', [
        plugin.identity.id,
      ])
    )
    await other.close()
    assert.lengthOf((await plugin.perform(signal)).handed, 0)
  })

  test('a kind has its own effects, whatever was granted', async ({ assert }) => {
    const everything = [
      'orders:signal',
      'orders:place',
      'account:read',
      'storage',
      'timers',
      'notify:log',
      'net:connect@127.0.0.1:9',
    ]
    const effects = {
      'signal': signal,
      'risk_bias': { type: 'risk_bias', value: 0.5, reason: 'wild' },
      'order_event': { type: 'order_event', orderId: '1' },
      'account_event': { type: 'account_event', cash: 1 },
      'storage.get': { type: 'storage.get', request: 1, key: 'a' },
      'timer.set': { type: 'timer.set', name: 'a', everyMs: 60_000 },
      'notify': { type: 'notify', channel: 'log', text: 'hello' },
      'socket.open': { type: 'socket.open', connection: 1, host: '127.0.0.1', port: 9 },
      'http': { type: 'http', request: 2, method: 'GET', url: 'http://127.0.0.1:9/' },
    }
    const allowed = async (kind: 'strategy' | 'risk-rule' | 'agent' | 'broker' | 'indicator') => {
      const plugin = await bench.plugin(everything, { kind })
      const { refused } = await plugin.perform(...Object.values(effects))
      bench.gateway.close(plugin.identity)
      const names = refused.map(({ type }) => type)
      return Object.keys(effects).filter((name) => !names.includes(name))
    }
    const out = ['storage.get', 'timer.set', 'notify']
    assert.deepEqual(await allowed('strategy'), ['signal'])
    assert.deepEqual(await allowed('risk-rule'), [])
    assert.deepEqual(await allowed('indicator'), [])
    assert.deepEqual(await allowed('agent'), ['risk_bias', ...out, 'http'])
    assert.deepEqual(await allowed('broker'), [
      'order_event',
      'account_event',
      ...out,
      'socket.open',
      'http',
    ])
  })

  test('256 signals and 50 other effects an event, and 100,000 do no harm', async ({ assert }) => {
    const plugin = await strategy()
    const many = await plugin.perform(...Array.from({ length: 260 }, () => signal))
    assert.lengthOf(many.handed, 256)
    assert.isTrue(many.refused.every(({ code }) => code === 'budget'))
    const junk = await plugin.perform(...Array.from({ length: 60 }, () => ({ type: 'x' })), signal)
    assert.lengthOf(junk.handed, 1)
    assert.lengthOf(junk.refused, 60)
    const busyMs = busyClock()
    const flood = await plugin.perform(...Array.from({ length: 100_000 }, () => 1))
    assert.lengthOf(flood.handed, 0)
    assert.isAtMost(flood.refused.length, 301)
    assert.isBelow(busyMs(), 500)
    const large = await plugin.perform({ ...signal, padding: 'x'.repeat(300_000) })
    assert.deepInclude(large.refused[0], { type: 'effects', code: 'budget' })
  })

  test('a flood of refusals leaves a dozen rows and then a count', async ({ assert }) => {
    const plugin = await strategy([])
    for (let event = 0; event < 200; event++) {
      await plugin.perform(signal, { type: 'http' }, 7, null)
    }
    const rows = await plugin.audit()
    assert.isAtMost(rows.length, 12)
    assert.isAtLeast(rows.length, 3)
  })

  test('what is no effect is refused: {$self}')
    .with([
      null,
      1,
      'signal',
      [],
      {},
      { type: 1 },
      { type: '__proto__' },
      { type: 'toString' },
      { type: 'constructor' },
      { type: 'signal' },
      { type: 'signal', record: 'x'.repeat(24) },
      { type: 'signal', record: record.slice(1), reason: null },
      { type: 'signal', record: [...record.slice(1), '1'], reason: null },
      { type: 'signal', record, reason: 'x'.repeat(300) },
      { type: 'signal', record, reason: { toString: 'x' } },
      JSON.parse('{"__proto__":{"type":"signal","record":[]}}'),
    ])
    .run(async ({ assert }, effect) => {
      const plugin = await strategy()
      const { handed, refused } = await plugin.perform(effect)
      assert.deepEqual(handed, [])
      assert.equal(refused[0]?.code, 'invalid')
    })

  test('effects that are no list are refused as a whole: {$self}')
    .with([{ length: 1, 0: signal }, 'x', 7, true])
    .run(async ({ assert }, effects) => {
      const plugin = await strategy()
      const report = await bench.gateway.perform(plugin.identity, effects, plugin.deliver)
      assert.deepEqual([report.handed, report.refused[0]?.code], [[], 'invalid'])
    })

  test('an event of a broker is copied without its traps', async ({ assert }) => {
    const plugin = await bench.plugin(['orders:place'])
    const trap = JSON.parse(
      '{"type":"order_event","orderId":"1","__proto__":{"polluted":1},"a":{"constructor":{"prototype":{"polluted":1}},"b":[1,{"c":null}]}}'
    ) as object
    const { handed } = await plugin.perform(trap)
    const [event] = handed
    assert.equal(event?.type, 'order_event')
    const body = (event as { body: Record<string, unknown> }).body
    assert.isNull(Object.getPrototypeOf(body))
    assert.equal(JSON.stringify(body), '{"orderId":"1","a":{"b":[1,{"c":null}]}}')
    assert.isUndefined(({} as Record<string, unknown>).polluted)
    let deep: unknown = 1
    for (let level = 0; level < 50; level++) deep = { deep }
    const refused = await plugin.perform({ type: 'order_event', deep })
    assert.equal(refused.refused[0]?.code, 'invalid')
  })

  test('storage keeps texts of one plugin in one environment', async ({ assert }) => {
    const plugin = await agent(['storage@4'])
    const other = await agent(['storage@4'])
    const set = { type: 'storage.set', key: 'state/v1', value: 'é\n"' }
    assert.deepInclude(await plugin.ask(set), { ok: true, value: true })
    assert.deepInclude(await plugin.ask({ type: 'storage.get', key: 'state/v1' }), {
      value: 'é\n"',
    })
    assert.deepInclude(await other.ask({ type: 'storage.get', key: 'state/v1' }), { value: null })
    await plugin.ask({ type: 'storage.set', key: 'other', value: '' })
    assert.deepInclude(await plugin.ask({ type: 'storage.keys' }), { value: ['other', 'state/v1'] })
    assert.deepInclude(await plugin.ask({ type: 'storage.keys', key: 'state/' }), {
      value: ['state/v1'],
    })
    assert.deepInclude(await plugin.ask({ type: 'storage.delete', key: 'other' }), { value: true })
    assert.deepInclude(await plugin.ask({ type: 'storage.delete', key: 'other' }), { value: false })
  })

  test('storage does what is asked in the order of asking', async ({ assert }) => {
    const plugin = await agent(['storage'])
    const effects = Array.from({ length: 20 }, (_, n) => [
      { type: 'storage.set', request: n * 2, key: 'a', value: String(n) },
      { type: 'storage.get', request: n * 2 + 1, key: 'a' },
    ]).flat()
    await plugin.perform(...effects)
    await plugin.hears(({ request }) => request === 39)
    assert.deepEqual(
      plugin.events.map(({ request }) => request),
      effects.map(({ request }) => request)
    )
    const read = plugin.events.filter((_, index) => index % 2 === 1).map(({ value }) => value)
    assert.deepEqual(
      read,
      Array.from({ length: 20 }, (_, n) => String(n))
    )
  })

  test('the quota holds, also for writers at the same time', async ({ assert }) => {
    const plugin = await agent(['storage@2'])
    const value = 'x'.repeat(900)
    const twin = await bench.plugin([], { ...plugin.identity, instance: 'second' })
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((key, index) =>
        (index % 2 === 0 ? plugin : twin).ask({ type: 'storage.set', key, value })
      )
    )
    assert.deepEqual(answers.map(codeOf).sort(), ['', '', 'quota_exceeded', 'quota_exceeded'])
    // Replacing a value needs room for the difference only.
    const kept = ['a', 'b', 'c', 'd'][answers.findIndex(({ ok }) => ok === true)]!
    assert.equal(codeOf(await plugin.ask({ type: 'storage.set', key: kept, value })), '')
    assert.equal(
      codeOf(await plugin.ask({ type: 'storage.set', key: kept, value: value + value })),
      'quota_exceeded'
    )
  })

  test('key {$self} is refused')
    .with([
      '',
      '/etc',
      '../a',
      'a/../b',
      'a..b',
      'a b',
      'a\u0000',
      'é',
      'a'.repeat(201),
      7,
      null,
      '__proto__/../x',
    ])
    .run(async ({ assert }, key) => {
      const plugin = await agent(['storage'])
      assert.equal(codeOf(await plugin.ask({ type: 'storage.set', key, value: 'x' })), 'invalid')
      assert.equal(codeOf(await plugin.ask({ type: 'storage.get', key })), 'invalid')
    })

  test('value that cannot be kept is refused: {0}')
    .with([
      ['too long', 'x'.repeat(65_537)],
      ['NUL', 'a\u0000'],
      ['half a pair', '\ud800'],
      ['a number', 7],
    ] as [string, unknown][])
    .run(async ({ assert }, [, value]) => {
      const plugin = await agent(['storage@1000'])
      assert.equal(codeOf(await plugin.ask({ type: 'storage.set', key: 'a', value })), 'invalid')
    })

  test('timers wake the plugin, at most five, at most once a second', async ({ assert }) => {
    const plugin = await agent(['timers'])
    const timer = (name: string, over = {}) => ({ type: 'timer.set', name, everyMs: 1000, ...over })
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'a']
    const { refused } = await plugin.perform(...names.map((name) => timer(name)))
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['too_many']
    )
    for (const wrong of [
      { everyMs: 999 },
      { everyMs: 0 },
      { everyMs: 1e15 },
      { everyMs: null, afterMs: 5 },
      { name: '' },
    ]) {
      assert.equal((await plugin.perform(timer('x', wrong))).refused[0]?.code, 'invalid')
    }
    await plugin.perform(...['b', 'c', 'd', 'e'].map((name) => ({ type: 'timer.cancel', name })))
    await plugin.perform({ type: 'timer.set', name: 'once', afterMs: 1000 })
    await sleep(2300)
    const heard = plugin.events.map(({ name }) => name)
    assert.equal(heard.filter((name) => name === 'a').length, 2)
    assert.equal(heard.filter((name) => name === 'once').length, 1)
    assert.deepEqual([...new Set(heard)].sort(), ['a', 'once'])
    await bench.revoke(plugin)
    await sleep(1200)
    plugin.events.length = 0
    await sleep(1500)
    assert.deepEqual(plugin.events, [], 'a timer ends with its grant')
  })

  test('timers end with the plugin', async ({ assert }) => {
    const plugin = await agent(['timers'])
    await plugin.perform({ type: 'timer.set', name: 'a', everyMs: 1000 })
    bench.gateway.close(plugin.identity)
    await sleep(1200)
    assert.deepEqual(plugin.events, [])
  })

  test('messages reach the channel log as one visible line each', async ({ assert }) => {
    const plugin = await agent(['notify:log', 'notify:mail'])
    const notify = (text: string, channel = 'log') => ({ type: 'notify', channel, text })
    assert.equal((await plugin.perform(notify('up\n\u001b[31m\u202e<b>5%</b>'))).taken, 1)
    const { refused } = await plugin.perform(notify('x', 'mail'), notify('x', 'pager'))
    assert.deepEqual(refused, [
      {
        type: 'notify',
        code: 'unknown_channel',
        message: 'there is no channel "mail" here; there is log',
      },
      { type: 'notify', code: 'not_granted', message: 'notify:pager is not granted in paper' },
    ])
    const file = readFileSync(join(bench.folder.path, 'logs', 'plugin_notices.log'), 'utf8')
    const [line] = file.split('\n').filter((one) => one.includes(`"${plugin.identity.id}"`))
    assert.equal(
      (JSON.parse(line!) as { text: string }).text,
      'up\\u000a\\u001b[31m\\u202e<b>5%</b>'
    )
    const more = await plugin.perform(...Array.from({ length: 20 }, () => notify('x')))
    assert.isAtLeast(more.refused.filter(({ code }) => code === 'rate_limited').length, 15)
  })

  test('log lines are cut, escaped, counted', async ({ assert }) => {
    const plugin = await agent([])
    const lines = [
      { level: 'warn', text: 'a\r\nfake line\u001b[2J\u202e' },
      { level: 'shout', text: 'x'.repeat(100_000) },
      { level: 'info', text: 7 },
      null,
    ]
    const clean = await bench.gateway.logLines(plugin.identity, lines)
    assert.deepEqual(clean.lines[0], {
      level: 'warn',
      text: 'a\\u000d\\u000afake line\\u001b[2J\\u202e',
    })
    assert.deepEqual([clean.lines[1]!.level, clean.lines[1]!.text.length], ['info', 2048])
    assert.equal(clean.dropped, 2)
    const flood = await bench.gateway.logLines(
      plugin.identity,
      Array.from({ length: 5000 }, () => ({ level: 'info', text: 'x' }))
    )
    assert.isAtMost(flood.lines.length, 110)
    assert.equal(flood.lines.length + flood.dropped, 5000)
  })

  test('a plugin that asks again for every answer is slowed down', async ({ assert }) => {
    const plugin = await agent(['storage'])
    let asked = 0
    const again = async (): Promise<void> => {
      asked += 1
      const effect = { type: 'storage.get', request: asked, key: 'a' }
      await bench.gateway.perform(plugin.identity, [effect], () => again())
    }
    await again()
    await sleep(2000)
    bench.gateway.close(plugin.identity)
    assert.isBelow(asked, 260)
  })

  test('when the database is gone nothing is allowed, and the plugin is told no more', async ({
    assert,
  }) => {
    const own = new GatewayBench()
    await own.open()
    const plugin = await own.plugin(['orders:signal', 'storage'], { kind: 'agent' })
    await own.database.close()
    const { handed, refused } = await plugin.perform({ type: 'storage.get', request: 1, key: 'a' })
    assert.deepEqual(handed, [])
    assert.deepEqual(refused, [
      { type: 'storage.get', code: 'unavailable', message: 'grants cannot be read just now' },
    ])
    await own.close()
  })
})
