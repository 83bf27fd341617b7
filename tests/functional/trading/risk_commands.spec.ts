import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer, type Ended, type Running } from '#tests/support/process.js'

test.group('risk by hand', (group) => {
  const folder = new DataFolder()
  let server: Running
  const say = (...words: string[]) => ace([...words, '--json'], folder.environment)
  const told = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>
  group.tap((one) => one.timeout(240_000))
  group.setup(async () => {
    server = await startServer({ ...folder.environment, AQ_REPLAY_BAR_MS: '400' })
    await say('account:create', 'paper', '--cash', '50000')
    await server.says(/paper trades/)
    await sleep(500)
  })
  group.teardown(async () => {
    server.child.kill('SIGTERM')
    await server.ended
    folder.remove()
  })

  test('limits are shown, tightened at once, loosened later, and withdrawn', async ({ assert }) => {
    assert.containsSubset(told(await say('risk:limits')), {
      version: 1,
      limits: { portfolio: { leverageMax: 1 }, loss: { dailyLossFractionMax: 0.05 } },
      waiting: null,
    })
    const words = ['exposureFractionMax=50%', 'leverageMax=2', 'dailyLossMax=500']
    const set = await say('risk:limits', 'set', ...words, '--reason', 'smaller')
    assert.containsSubset(told(set), {
      version: 2,
      tighter: { 'portfolio.exposureFractionMax': 0.5, 'loss.dailyLossMax': 500 },
      looser: { 'portfolio.leverageMax': 2 },
    })
    const shown = await ace(['risk:limits'], folder.environment)
    assert.match(shown.stdout, /paper, version 2 by cli:\S+: smaller\n/)
    assert.match(shown.stdout, /exposureFractionMax +50 %\n/)
    assert.match(shown.stdout, /waits until [-0-9: ]+: leverageMax 2\n/)
    assert.equal((await say('risk:limits', 'withdraw')).code, 0)
    assert.equal((await say('risk:limits', 'withdraw')).code, 2)
    const history = told(await say('risk:limits', 'history'))
    assert.containsSubset(history, { versions: [{ version: 2 }, { version: 1 }] })
    assert.containsSubset(history, { changes: [{ state: 'withdrawn' }] })
    for (const [wrong, word] of [
      [['set', 'leverage=2'], 'no limit "leverage"'],
      [['set', 'leverageMax=1000'], 'at most 100'],
      [['loosen'], 'set NAME=VALUE'],
      [['leverageMax=1', 'dailyLossMax=9'], 'risk:limits set leverageMax=1 dailyLossMax=9'],
    ] as const) {
      const refused = await say('risk:limits', ...wrong)
      assert.equal(refused.code, 2, refused.stdout)
      assert.include(String(told(refused).message), word)
    }
  })

  test('a bias, and what an order would be under it', async ({ assert }) => {
    assert.containsSubset(told(await say('risk:bias')), { effective: 1, latest: null })
    assert.equal((await say('risk:bias', '1.2')).code, 2)
    assert.equal((await say('risk:bias', '0', '--reason', 'storm')).code, 0)
    assert.containsSubset(told(await say('risk:bias')), {
      effective: 0,
      words: [{ source: 'person', word: 0, reason: 'storm' }],
    })
    const denied = told(await say('risk:check', 'buy', 'US.AAPL', '10'))
    assert.containsSubset(denied, { ok: true, passes: false, decision: 'deny' })
    assert.lengthOf(denied.verdicts as unknown[], 15)
    assert.equal((await say('risk:bias', '1', '--lasting')).code, 0)
    assert.containsSubset(told(await say('risk:check', 'buy', 'US.AAPL', '10')), { passes: true })
    assert.deepEqual(told(await say('orders')).orders, [])
  })

  test('an order is changed, an instrument closed, everything flattened', async ({ assert }) => {
    assert.equal((await say('order:place', 'buy', 'US.AAPL', '10')).code, 0)
    const rest = ['order:place', 'buy', 'US.AAPL', '5', '--limit', '1', '--time', 'gtc']
    assert.equal((await say(...rest)).code, 0)
    assert.containsSubset(told(await say('order:replace', 'ord_paper_2', '--limit', '1.5')), {
      order: 'ord_paper_2',
      limitPrice: 1.5,
    })
    assert.equal((await say('order:replace', 'ord_paper_2')).code, 2)
    assert.include(told(await say('close', 'US.MSFT')).message, 'not traded')
    const closed = told(await say('close', 'US.AAPL', '--idempotency-key', 'out'))
    assert.deepEqual(closed.orders, ['ord_paper_3'])
    assert.deepEqual(closed.cancels, ['ord_paper_2'])
    const again = told(await say('close', 'US.AAPL', '--idempotency-key', 'out'))
    assert.deepEqual(again.orders, ['ord_paper_3'])
    const foreign = await say('flatten', '--idempotency-key', 'out')
    assert.equal(foreign.code, 2)
    assert.containsSubset(told(await say('flatten', '--halt')), { orders: [], mode: 'halted' })
    assert.equal((await say('halt', '--reduce-only')).code, 2)
    assert.equal((await say('resume')).code, 0)
    assert.equal((await say('halt', '--reduce-only')).code, 0)
    const denied = told(await say('order:place', 'buy', 'US.AAPL', '1'))
    assert.include(denied.message, 'only orders that reduce risk')
    assert.include(told(await say('account:add', 'US.SPX')).message, 'an index')
    assert.include(told(await say('account:rate', 'HKD', '0.1')).message, 'no foreign currency')
    assert.deepEqual(told(await say('risk:agents')).agents, [])
    assert.deepInclude(told(await say('journal:verify')), { ok: true, differences: [] })
  })
})
