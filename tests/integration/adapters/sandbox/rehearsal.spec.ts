import { test } from '@japa/runner'
import { Arena } from './arena.js'

/** Long enough to be rehearsed; see `run_job.ts`. */
const LONG = 200_000
/** Too short for it. */
const SHORT = 5_000

/** Tells on its first bars all that an earlier run in its realm could have changed. */
const CURIOUS = `
  import { defineStrategy } from '@aq-trading/sdk'
  import manifest from '../aq-plugin.json' with { type: 'json' }
  export default defineStrategy(manifest as any, (_parameters, context) => {
    const made = [Date.now(), Object.keys(globalThis).length]
    let bars = 0
    return {
      onBar({ symbol }) {
        bars += 1
        if (bars > 3) return
        const { cash, equity, exposure, pnl } = context
        const reference = context.buy(symbol, { quantity: 1 })
        const { length } = context.history(symbol)
        const open = context.orders().length
        context.log(JSON.stringify([
          made, Date.now(), Math.random(), context.random(), reference, length, open,
          context.position(symbol).quantity, cash, equity, exposure, pnl,
        ]))
      },
    }
  })`

test.group('Sandbox: a rehearsal', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())

  test('leaves nothing behind that a strategy could see', async ({ assert }) => {
    const rehearsed = await arena.run(CURIOUS, { bars: LONG })
    const plain = await arena.run(CURIOUS, { bars: SHORT })
    assert.equal(rehearsed.sentence, '')
    assert.lengthOf(rehearsed.result?.logs[0] ?? [], 3)
    assert.deepEqual(rehearsed.result?.logs, plain.result?.logs)
    assert.equal(rehearsed.result?.claimed.orderCount, 3)
  }).timeout(30_000)

  test('holds with several strategies in one account', async ({ assert }) => {
    const rehearsed = await arena.runTogether([CURIOUS, CURIOUS], { bars: LONG })
    const plain = await arena.runTogether([CURIOUS, CURIOUS], { bars: SHORT })
    assert.equal(rehearsed.sentence, '')
    assert.deepEqual(rehearsed.result?.logs, plain.result?.logs)
    assert.equal(rehearsed.result?.claimed.orderCount, 6)
  }).timeout(30_000)
})
