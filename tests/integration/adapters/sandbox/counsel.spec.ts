import { test } from '@japa/runner'
import { agentSource, Arena, ruleSource, strategySource, type Outcome } from './arena.js'
import { readColumns } from '#adapters/market_data/history/column_file.js'
import { claimFault, recompute } from '#engine/backtest/recompute.js'
import { withWarmup } from '#kernel/simulation/config.js'

/** A strategy that buys one share on every tenth bar. */
const BUYER = strategySource(
  `if (n % 10 === 1) context.buy(bar.symbol, { quantity: 10, reason: 'tenth' })`
)

test.group('Sandbox: rules and agents beside strategies', (group) => {
  const arena = new Arena()
  group.each.timeout(60_000)
  group.teardown(() => arena.close())

  const fight = (rules: string[], agents: string[] = []) =>
    arena.run(BUYER, { rules, agents, bars: 200 })

  /** What the host makes of the evidence of the last run. */
  function recomputed(outcome: Outcome, rows = outcome.result!.signalRows) {
    const job = arena.lastJob()
    const { path, fromIndex, toIndex } = job.bars[0]!
    const config = withWarmup(job.config, outcome.result!.warmupBars)
    const columns = [readColumns(path, fromIndex, toIndex)]
    return recompute(config, columns, { signalRows: rows, reasons: outcome.result!.reasons })
  }

  test('what they say is followed, logged, and computed again by the host', async ({ assert }) => {
    const outcome = await fight(
      [
        ruleSource(
          `context.log('asked', order.opening); return n % 2 === 0 ? reduce(4, 'every other') : approve()`
        ),
        ruleSource(`return order.price > 1000 ? deny('too dear') : approve()`),
      ],
      [agentSource(`if (n === 100) context.setRiskBias(0.5, 'half way')`)]
    )
    assert.isNull(outcome.failure)
    const { logs, claimed, reasons } = outcome.result!
    assert.lengthOf(logs, 4)
    assert.deepEqual(logs[1]?.slice(0, 2), ['asked 10', 'asked 10'])
    assert.includeMembers([...reasons], ['every other', 'too dear', 'half way'])
    const run = recomputed(outcome)
    if (!run.ok) throw new Error(run.failure)
    assert.isNull(claimFault(claimed, run.value))
    const { record } = run.value.simulation
    assert.deepEqual(record.rules, [
      { asked: 20, reduced: 10, denied: 0 },
      { asked: 20, reduced: 0, denied: 10 },
    ])
    assert.lengthOf(record.biasChanges, 1)
  })

  test('evidence from which a denial was taken does not give the orders that were claimed', async ({
    assert,
  }) => {
    const outcome = await fight([ruleSource(`return n === 3 ? deny('no') : approve()`)])
    const { signalRows, claimed } = outcome.result!
    const at = signalRows.findIndex((value, k) => k % 26 === 1 && value === 2) - 1
    const forged = new Float64Array([...signalRows.slice(0, at), ...signalRows.slice(at + 26)])
    const run = recomputed(outcome, forged)
    assert.isTrue(run.ok)
    if (run.ok) assert.match(claimFault(claimed, run.value) ?? '', /order list/)
  })

  for (const [what, rules, agents, says] of [
    [
      'a rule that throws names its line',
      [ruleSource(`if (n === 2) throw new RangeError('no figures'); return approve()`)],
      [],
      /^rule1: assess threw at 2014-03-03 14:4\d UTC \(bar 11 of 200\): no figures \(src\/index\.ts:4:\d+\)$/,
    ],
    [
      'a rule without a verdict',
      [ruleSource(`return 'yes'`)],
      [],
      /^rule1: assess threw .* assess must return approve\(\), reduce\(quantity, reason\) or deny\(reason\), returned "yes"/,
    ],
    [
      'a rule that never answers',
      [ruleSource(`while (true) {}`)],
      [],
      /^rule1: assess did not return within 1 s/,
    ],
    [
      'a rule that hoards',
      [ruleSource(`const a: any[] = []; while (true) a.push(new Array(1000).fill(n))`)],
      [],
      /^rule1: (used more memory than|assess did not return)/,
    ],
    [
      'an agent that throws names its line',
      [],
      [agentSource(`if (n === 5) throw new Error('lost')`)],
      /^agent1: onBar threw at 2014-03-03 14:3\d UTC .*: lost \(src\/index\.ts:4:\d+\)$/,
    ],
    [
      'an agent with a bias of 2',
      [],
      [agentSource(`context.setRiskBias(2, 'more!')`)],
      /^agent1: onBar threw.*setRiskBias: value must be a number from 0 to 1, was 2/,
    ],
    [
      'an agent that never answers',
      [],
      [agentSource(`for (;;);`)],
      /^agent1: onBar did not return within 1 s/,
    ],
    [
      'a rule that is an agent',
      [agentSource('')],
      [],
      /^rule1: onStart threw.*the manifest says risk-rule, the code defines: agent/,
    ],
  ] as const) {
    test(what, async ({ assert }) => {
      const outcome = await fight([...rules], [...agents])
      assert.match(outcome.sentence, says)
      assert.equal(outcome.childrenLeft, 0)
      assert.isBelow(outcome.stallMs, 100)
    })
  }

  test('they see neither each other, nor the strategy, nor a clock of the machine', async ({
    assert,
  }) => {
    const outcome = await fight(
      [
        ruleSource(
          `(globalThis as any).left = 'here'; (Array.prototype as any).mine = 1; context.log(Date.now() === context.now, typeof (globalThis as any).taken); return approve()`
        ),
      ],
      [
        agentSource(
          `(globalThis as any).taken = 1; context.log(typeof (globalThis as any).left, ([] as any).mine, Date.now() === bar.endMs, typeof Promise.resolve)`
        ),
      ]
    )
    assert.isNull(outcome.failure)
    assert.equal(outcome.result!.logs[1]?.[0], 'true undefined')
    assert.equal(outcome.result!.logs[2]?.at(-1), 'undefined undefined true function')
  })

  test('patched prototypes of a rule hurt the rule alone', async ({ assert }) => {
    const honest = await fight([ruleSource(`return approve()`)])
    const patched = await fight([
      ruleSource(
        `const any = globalThis as any; any.JSON.stringify = () => '{"ok":true}'; any.JSON.parse = () => 7; Object.prototype.toString = () => 'x'; (Array.prototype as any).toJSON = () => 1; (Object.prototype as any).toJSON = () => 2; return approve()`
      ),
    ])
    assert.isNull(patched.failure)
    const { claimed } = patched.result!
    assert.equal(claimed.orderListSha256, honest.result!.claimed.orderListSha256)
  })

  test('verdicts and biases count among the signals that a run may make', async ({ assert }) => {
    const agents = [agentSource(`context.setRiskBias(n % 2 === 0 ? 0.5 : 1, 'to and fro')`)]
    const flood = await arena.run(BUYER, { agents, bars: 200, limits: { signalsMax: 100 } })
    assert.match(flood.sentence, /made more than the 100 signals it may make/)
    const same = [agentSource(`context.setRiskBias(0.5, 'as before')`)]
    const calm = await arena.run(BUYER, { agents: same, bars: 200, limits: { signalsMax: 100 } })
    assert.isNull(calm.failure)
  })

  test('a flood of log lines is cut and counted', async ({ assert }) => {
    const outcome = await fight([], [agentSource(`for (let k = 0; k < 500; k++) context.log(k)`)])
    const lines = outcome.result!.logs[1]!
    assert.isAtMost(lines.length, 1_001)
    assert.match(lines.at(-1) ?? '', /more lines were dropped/)
  })
})
