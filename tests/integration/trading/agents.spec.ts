import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresRiskRecords } from '#adapters/journal/postgres/postgres_risk_records.js'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import type { StagePlugin } from '#tests/support/stage_plugin.js'
import { StrategyStage } from '#tests/support/strategy_stage.js'

/** Says a bias of a hundredth of the close, and what it has seen. */
const MOODY: StagePlugin = {
  id: 'moody',
  kind: 'agent',
  parameters: {
    least: { type: 'number', default: 0, min: 0, max: 1, label: 'Least', description: 'Least' },
  },
  code: `
  let close = 0
  const seen: any = { bars: [], accounts: 0 }
  return {
    warmupBars: 2,
    onBar(bar: any) {
      close = bar.close
      seen.bars.push(close)
    },
    onAccount(account: any, context: any) {
      seen.accounts++
      seen.equity = account.equity
      seen.told = Object.keys(account).sort()
      if (close === 13) throw new Error('thirteen')
      context.setRiskBias(Math.max(parameters.least, close / 100), 'the close is ' + close)
    },
    state: () => seen,
  }`,
}

test.group('agents of a live account', (group) => {
  let stage: StrategyStage
  let risk: PostgresRiskRecords
  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    stage = await StrategyStage.open()
    risk = new PostgresRiskRecords(stage.database)
    await stage.plant(MOODY)
    stage.past(50, 50, 50)
    await stage.start()
    return () => stage.close()
  })

  const bias = () => stage.engine.sequencer.book.state!.riskBias
  const seen = async () => {
    const key = { id: 'moody', environment: 'paper', instance: stage.account } as const
    const answered = await stage.host.ask(key, { type: 'state', atMs: 0 })
    return answered.ok ? answered.value.value : answered.failure
  }
  const pid = () => stage.host.status().find(({ id }) => id === 'moody')?.pid ?? null

  test('one that cannot run is refused, and why', async ({ assert }) => {
    const enable = (plugin: unknown, parameters: unknown = {}) =>
      stage.ask('enable_agent', { plugin, parameters })
    assert.include((await enable('nothing')).detail?.reason, 'no installed plugin')
    assert.include((await enable('moody', { least: '2' })).detail?.reason, 'from 0 to 1')
    assert.include((await enable('moody', [1])).detail?.reason, 'texts by their names')
    assert.include((await enable(7)).detail?.reason, 'id of an agent')
    const { detail } = await stage.ask('disable_agent', { plugin: 'moody' })
    assert.include(detail?.reason, 'moody is no agent of stage')
    assert.deepEqual(await stage.records.agents(stage.account), [])
  })

  test('is warmed up, sees bars and the account, and its word is a row', async ({ assert }) => {
    const { status } = await stage.ask('enable_agent', { plugin: 'moody', parameters: {} })
    assert.equal(status, 'done')
    await stage.day(60)
    assert.equal(bias(), 0.6)
    assert.deepEqual(await seen(), {
      bars: [50, 50, 60],
      accounts: 1,
      equity: 100_000,
      told: ['dailyLoss', 'drawdown', 'equity', 'peakEquity'],
    })
    assert.containsSubset(await risk.latestBias(stage.account), {
      bias: 0.6,
      source: 'agent:moody',
      word: 0.6,
      actor: 'agent:moody',
      reason: 'the close is 60',
      isLasting: false,
    })
  })

  test('holds back orders by hand, and cannot loosen what a person set', async ({ assert }) => {
    await stage.ask('change_limits', { limits: { quantityMax: 100 } })
    const order = { symbol: 'US.AAPL', side: 'buy', quantity: 100 }
    assert.equal((await stage.ask('check_order', order)).detail?.quantity, 60)
    await stage.ask('set_bias', { bias: 0.3, lasting: true })
    await stage.day(90)
    assert.equal(bias(), 0.3)
    const words = await risk.biasWords(stage.account)
    assert.deepEqual(
      words.map(({ source, word }) => [source, word]),
      [
        ['agent:moody', 0.9],
        ['person', 0.3],
      ]
    )
    const { detail } = await stage.ask('set_bias', { bias: 1, lasting: true })
    assert.containsSubset(detail, { effective: 0.9, sources: ['agent:moody'] })
  })

  test('one that throws keeps its last word, and one that dies is brought back', async ({
    assert,
  }) => {
    await stage.day(13)
    assert.equal(bias(), 0.9)
    const before = pid()
    process.kill(before!, 'SIGKILL')
    for (let turn = 0; turn < 500 && (pid() === null || pid() === before); turn++) await sleep(20)
    await stage.day(70)
    assert.equal(bias(), 0.7)
    assert.notEqual(pid(), before)
  })

  test('goes on with the next engine; disabled, it has no say any more', async ({ assert }) => {
    await stage.stop()
    assert.isNull(pid())
    await stage.start()
    await stage.settled()
    assert.equal(bias(), 0.7)
    await stage.day(40)
    assert.equal(bias(), 0.4)
    assert.equal((await stage.ask('disable_agent', { plugin: 'moody' })).status, 'done')
    await stage.engine.sequencer.settled()
    assert.equal(bias(), 1)
    assert.isNull(pid())
    await stage.day(20)
    assert.equal(bias(), 1)
    const ports = {
      journal: new PostgresJournal(stage.database),
      records: new PostgresRecords(stage.database),
    }
    assert.deepEqual((await verifyJournal(ports, stage.account)).differences, [])
  })
})
