import { test } from '@japa/runner'
import { DO, probe } from '../../support/probe_strategy.js'
import type { StagePlugin } from '../../support/stage_plugin.js'
import { StrategyStage } from '../../support/strategy_stage.js'

/** A rule that lets `max` units through, or does what `mood` says. */
function ruleOf(id: string, mood = ''): StagePlugin {
  return {
    id,
    kind: 'risk-rule',
    limits: { timeoutMs: 50 },
    parameters: {
      max: { type: 'integer', default: 6, min: 1, max: 1000, label: 'Max', description: 'Units' },
    },
    code: `
  return {
    assess(order: any, account: any) {
      ${mood}
      if (order.opening <= parameters.max) return approve()
      return reduce(parameters.max, 'more than ' + parameters.max + ' of ' + order.symbol)
    },
  }`,
  }
}

test.group('plugin rules in front of orders', (group) => {
  let stage: StrategyStage
  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    stage = await StrategyStage.open()
    await stage.plant(probe('probe'))
    await stage.plant(ruleOf('cap'))
    stage.past(DO.nothing, DO.nothing, DO.nothing)
    await stage.start()
    await stage.create('probe')
    await stage.run('probe')
    return () => stage.close()
  })

  /** The verdicts of the last signal: rule and decision. */
  async function verdicts(): Promise<string[]> {
    const [row] = await stage.sql<{ verdicts: { rule: string; decision: string }[] }>(
      'select verdicts from signal_decisions order by sequence desc limit 1'
    )
    return row!.verdicts
      .filter(({ rule }) => rule.startsWith('plugin:'))
      .map(({ rule, decision }) => `${rule} ${decision}`)
  }

  const byHand = { symbol: 'US.AAPL', side: 'buy', quantity: 10 }

  test('refuses a rule that cannot run, and says why', async ({ assert }) => {
    const enable = (plugin: unknown, parameters: unknown = {}) =>
      stage.ask('enable_rule', { plugin, parameters })
    assert.include((await enable('nothing')).detail?.reason, 'no installed plugin')
    assert.include((await enable('probe')).detail?.reason, 'kind strategy, not risk-rule')
    assert.include((await enable('cap', { max: '0' })).detail?.reason, 'from 1 to 1000')
    assert.include((await enable('cap', [1])).detail?.reason, 'texts by their names')
    assert.include((await enable(7)).detail?.reason, 'id of a risk rule')
    assert.deepEqual(await stage.records.rules(stage.account), [])
  })

  test('reduces what a strategy signals and what a person orders', async ({ assert }) => {
    assert.equal((await stage.ask('enable_rule', { plugin: 'cap' })).status, 'done')
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 6)
    assert.deepEqual(await verdicts(), ['plugin:cap reduce'])
    const placed = await stage.ask('place_order', byHand)
    assert.equal(placed.detail?.quantity, 6)
    const checked = await stage.ask('check_order', byHand)
    assert.containsSubset(checked.detail, { passes: true, decision: 'reduce' })
  })

  test('never holds up what only reduces a position', async ({ assert }) => {
    await stage.day(DO.sell)
    assert.equal(await stage.held('probe'), 0)
    assert.deepEqual(await verdicts(), ['plugin:cap approve'])
  })

  test('takes other parameters without a moment in which it is not asked', async ({ assert }) => {
    const changed = await stage.ask('enable_rule', { plugin: 'cap', parameters: { max: '8' } })
    assert.equal(changed.status, 'done')
    assert.isUndefined(stage.alerts.get('stage:rule:cap'))
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 8)
    await stage.day(DO.sell)
  })

  test('a rule that was killed denies until it is there again', async ({ assert }) => {
    const status = stage.host.status().find(({ id }) => id === 'cap')
    process.kill(status!.pid!, 'SIGKILL')
    while (stage.alerts.get('stage:rule:cap') === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 0)
    assert.deepEqual(await verdicts(), ['plugin:cap deny'])
    assert.equal((await stage.ask('place_order', byHand)).status, 'refused')
    assert.equal(stage.alerts.get('stage:rule:cap')?.severity, 'critical')
    while (stage.alerts.has('stage:rule:cap')) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 8)
    await stage.day(DO.sell)
  })

  test('a rule that throws, loops or says nothing sound denies', async ({ assert }) => {
    await stage.ask('disable_rule', { plugin: 'cap' })
    const moods = {
      angry: `throw new Error('no idea')`,
      slow: 'for (;;) {}',
      mute: 'return undefined',
      odd: `return { decision: 'reduce', quantity: -1, reason: 'x' }`,
      vain: `return { decision: 'approve!', reason: 'x' }`,
    }
    for (const [id, mood] of Object.entries(moods)) {
      await stage.plant(ruleOf(id, mood))
      assert.equal((await stage.ask('enable_rule', { plugin: id })).status, 'done')
      await stage.day(DO.buy)
      assert.deepEqual(await verdicts(), [`plugin:${id} deny`])
      assert.equal((await stage.ask('disable_rule', { plugin: id })).status, 'done')
    }
    assert.equal(await stage.held('probe'), 0)
    const again = await stage.ask('disable_rule', { plugin: 'odd' })
    assert.include(again.detail?.reason, 'odd is no rule of stage')
  })

  test('is asked again after a restart', async ({ assert }) => {
    await stage.ask('enable_rule', { plugin: 'cap', parameters: { max: '3' } })
    await stage.stop()
    await stage.start()
    // An order that comes before the rules have started waits for them.
    stage.quote(DO.nothing)
    assert.equal((await stage.ask('place_order', byHand)).detail?.quantity, 3)
    await stage.until('probe', ['running'])
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 3)
  })
})
