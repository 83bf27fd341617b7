import { test } from '@japa/runner'
import { Arena } from './arena.js'

/** Orders that no sane strategy makes; each must be refused at the author's line or do no harm. */
const ORDERS: readonly { name: string; body: string; says: RegExp | null }[] = [
  {
    name: 'NaN shares',
    body: `context.buy('US.AAPL', { quantity: NaN })`,
    says: /onBar threw .*quantity.* \(src\/index\.ts:4:\d+\)$/,
  },
  {
    name: 'Infinity shares',
    body: `context.buy('US.AAPL', { quantity: Infinity })`,
    says: /onBar threw .*quantity/,
  },
  {
    name: 'minus one share',
    body: `context.buy('US.AAPL', { quantity: -1 })`,
    says: /onBar threw .*quantity/,
  },
  { name: 'no size', body: `context.buy('US.AAPL', {})`, says: /onBar threw / },
  {
    name: 'a size that changes while it is read',
    body: `let k = 0; context.buy('US.AAPL', { get quantity() { return k++ === 0 ? 1 : NaN } })`,
    says: null,
  },
  {
    name: 'a size that is an object',
    body: `context.buy('US.AAPL', { quantity: { valueOf() { return 5 } } as any })`,
    says: /onBar threw .*quantity/,
  },
  {
    name: 'more shares than numbers can count',
    body: `context.buy('US.AAPL', { quantity: 1e308 })`,
    says: null,
  },
  {
    name: 'the largest safe number of shares',
    body: `context.buy('US.AAPL', { quantity: Number.MAX_SAFE_INTEGER })`,
    says: null,
  },
  {
    name: 'the smallest number of shares',
    body: `context.buy('US.AAPL', { quantity: 5e-324 })`,
    says: null,
  },
  {
    name: 'a limit of NaN',
    body: `context.buy('US.AAPL', { quantity: 1, limit: NaN, limitPrice: NaN } as any)`,
    says: /onBar threw /,
  },
  {
    name: 'an instrument that is not in the run',
    body: `context.buy('US.MSFT', { quantity: 1 })`,
    says: /onBar threw .*US\.MSFT/,
  },
  {
    name: 'the prototype as an instrument',
    body: `context.buy('__proto__', { quantity: 1 })`,
    says: /onBar threw /,
  },
  {
    name: 'a number as an instrument',
    body: `context.buy(0 as any, { quantity: 1 })`,
    says: /onBar threw /,
  },
  {
    name: '257 orders in one bar',
    body: `for (let i = 0; i < 257; i++) context.buy('US.AAPL', { quantity: 1 })`,
    says: /too many signals: at most 256 in one call/,
  },
  {
    name: '256 orders in each bar',
    body: `for (let i = 0; i < 256; i++) context.buy('US.AAPL', { quantity: 1 })`,
    says: null,
  },
  {
    name: 'a reason of a megabyte',
    body: `if (n === 1) context.buy('US.AAPL', { quantity: 1, reason: 'x'.repeat(2 ** 20) })`,
    says: null,
  },
  {
    name: 'selling short where it is not allowed',
    body: `context.sell('US.AAPL', { quantity: 1e6 })`,
    says: null,
  },
]

test.group('Sandbox: wild orders', (group) => {
  const arena = new Arena()
  group.teardown(() => arena.close())

  test('{name}: refused with a place, or harmless')
    .with([...ORDERS])
    .run(async ({ assert }, { body, says }) => {
      const outcome = await arena.runBody(body, { bars: 40 })
      if (says === null) assert.equal(outcome.sentence, '')
      else assert.match(outcome.sentence, says)
      assert.isTrue(outcome.result === null || Number.isSafeInteger(outcome.result.claimed.equity))
      assert.equal(outcome.childrenLeft, 0)
    })

  test('a run that never stops ordering is stopped at the limit of signals', async ({ assert }) => {
    const body = `for (let i = 0; i < 256; i++) context.buy('US.AAPL', { quantity: 1 })`
    const outcome = await arena.runBody(body, { limits: { signalsMax: 1_000 } })
    assert.equal(
      outcome.sentence,
      'the run made more than the 1000 signals it may make at 2014-03-03 14:34 UTC (bar 4 of 400)'
    )
  })
})
