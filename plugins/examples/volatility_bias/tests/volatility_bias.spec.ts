import { test } from '@japa/runner'
import { runAgent, type AgentEvent } from '@aq-trading/sdk/testing'
import { drawdownBias, roundedDown, volatilityBias } from '../src/bias.js'
import volatilityBiasAgent from '../src/index.js'

/** Bars whose log returns go up and down by `size` in turn: that is their standard deviation. */
function swinging(size: number, bars: number, equity = 100_000, peak = 100_000): AgentEvent[] {
  const events: AgentEvent[] = []
  for (let k = 0; k < bars; k += 1) {
    events.push({ bar: { close: 100 * Math.exp(k % 2 === 0 ? 0 : size) } })
    events.push({ account: { equity, peakEquity: peak } })
  }
  return events
}

test.group('volatility bias', () => {
  test('a calm market leaves the limits as they are', ({ assert }) => {
    const run = runAgent(volatilityBiasAgent, { events: swinging(0.005, 30) })
    assert.equal(run.riskBias, 1)
  })

  test('a wild market: the target over the volatility, rounded down to the step', ({ assert }) => {
    // Swings of 2 % a day are 31.7 % a year; 0.15 / 0.317 is 0.47.
    const run = runAgent(volatilityBiasAgent, { events: swinging(0.02, 30) })
    assert.equal(run.riskBias, 0.45)
    assert.equal(
      run.biases.at(-1)?.reason,
      'volatility 31.7 % a year against a target of 15.0 %, drawdown 0.0 %'
    )
  })

  test('lets go when the market calms down', ({ assert }) => {
    const events = [...swinging(0.02, 30), ...swinging(0.005, 30)]
    assert.equal(runAgent(volatilityBiasAgent, { events }).riskBias, 1)
  })

  test('says nothing tighter before it has seen its window', ({ assert }) => {
    const run = runAgent(volatilityBiasAgent, { events: swinging(0.05, 20) })
    assert.isTrue(run.biases.every(({ value }) => value === 1))
    const one = runAgent(volatilityBiasAgent, { events: swinging(0.05, 21) })
    assert.equal(one.riskBias, 0.25)
  })

  test('a drawdown tightens by itself, down to the smallest bias', ({ assert }) => {
    const at = (equity: number): number =>
      runAgent(volatilityBiasAgent, { events: swinging(0.001, 30, equity) }).riskBias
    assert.deepEqual(
      [at(91_000), at(90_000), at(80_000), at(70_000), at(50_000)],
      [1, 1, 0.5, 0.25, 0.25]
    )
  })

  test('the tighter of the two counts', ({ assert }) => {
    const run = runAgent(volatilityBiasAgent, { events: swinging(0.02, 30, 80_000) })
    assert.equal(run.riskBias, 0.45)
  })

  test('a bias that stays is confirmed every ten minutes', ({ assert }) => {
    const minute = 60_000
    const events = Array.from({ length: 25 }, (_, k): AgentEvent[] => [
      { bar: { close: 100, startMs: k * minute, endMs: (k + 1) * minute } },
      { account: { equity: 100_000 } },
    ]).flat()
    assert.lengthOf(runAgent(volatilityBiasAgent, { events, atMs: 0 }).biases, 3)
  })

  test('bounds in the wrong order are refused at the start', ({ assert }) => {
    const parameters = { drawdownFrom: 0.5, drawdownTo: 0.2 }
    const run = (): unknown => runAgent(volatilityBiasAgent, { events: [], parameters })
    assert.throws(run, 'drawdownFrom (0.5) must be below drawdownTo (0.2)')
  })

  test('the formulas at their edges', ({ assert }) => {
    assert.deepEqual([volatilityBias(0.1, 0.2), volatilityBias(0.4, 0.2)], [1, 0.5])
    const bounds = { from: 0.1, to: 0.3 }
    assert.deepEqual([drawdownBias(0.1, bounds), drawdownBias(0.3, bounds)], [1, 0])
    assert.closeTo(drawdownBias(0.15, bounds), 0.75, 1e-12)
    assert.deepEqual(
      [roundedDown(0.15, 0.05), roundedDown(0.999, 0.05), roundedDown(1, 0.3)],
      [0.15, 0.95, 1]
    )
  })
})
