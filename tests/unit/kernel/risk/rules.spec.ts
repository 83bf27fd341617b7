import { test } from '@japa/runner'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { assertedRule, type RuleCase } from './rule_case.js'
import { KernelAccount, judgementIn, limitsWith } from '#tests/support/account.js'
import { buy, sell } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* One table per rule: what it lets through, what it makes smaller, what it refuses. 10,000 in cash. */

const AAPL = share('US.AAPL', { sector: 'tech' })
const MSFT = share('US.MSFT', { sector: 'tech' })
const KO = share('US.KO', { sector: 'food' })

/** An account that holds 40 AAPL at 100 and sees MSFT at 50 and KO at 20. */
function account(limits: RiskLimits, over = {}): KernelAccount {
  const one = new KernelAccount([AAPL, MSFT, KO], over)
  one.prices(100, 50, 20)
  one.trade(buy(40), 100)
  one.apply({ type: 'limits_changed', limits })
  return one
}

const position = (over: Partial<RiskLimits['position']>) => limitsWith({ position: over })
const portfolio = (over: Partial<RiskLimits['portfolio']>) => limitsWith({ portfolio: over })

const TABLES: Record<string, RuleCase[]> = {
  position_quantity: [
    { limits: position({ quantityMax: 60 }), wish: buy(20), allowed: 20 },
    { limits: position({ quantityMax: 60 }), wish: buy(21), allowed: 20 },
    { limits: position({ quantityMax: 40 }), wish: buy(1), allowed: 0 },
    { limits: position({ quantityMax: 60 }), wish: sell(40), allowed: 40 },
    { limits: position({ quantityMax: 60 }), wish: sell(110), allowed: 100 }, // 40 closed, 60 short
    { limits: position({ quantityMax: 60 }), bias: 0.75, wish: buy(20), allowed: 5 },
    { limits: position({ quantityMax: 60 }), bias: 0, wish: buy(1), allowed: 0 },
    { limits: position({ quantityMax: 60 }), bias: 0, wish: sell(50), allowed: 40 },
    { limits: position({ quantityMax: 0 }), wish: sell(40), allowed: 40 },
  ],
  position_notional: [
    { limits: position({ notionalMax: 5000 }), wish: buy(10), allowed: 10 },
    { limits: position({ notionalMax: 5000 }), wish: buy(11), allowed: 10 },
    { limits: position({ notionalMax: 4000 }), wish: buy(1), allowed: 0 },
    { limits: position({ notionalMax: 1000 }), wish: buy(21, { instrument: 1 }), allowed: 20 },
    { limits: position({ notionalMax: 1000 }), wish: sell(40), allowed: 40 },
    { limits: position({ notionalMax: 5000 }), bias: 0.9, wish: buy(10), allowed: 5 },
  ],
  position_count: [
    { limits: position({ countMax: 2 }), wish: buy(10, { instrument: 1 }), allowed: 10 },
    { limits: position({ countMax: 1 }), wish: buy(10, { instrument: 1 }), allowed: 0 },
    { limits: position({ countMax: 1 }), wish: buy(10), allowed: 10 },
    { limits: position({ countMax: 2 }), bias: 0.5, wish: buy(10, { instrument: 1 }), allowed: 0 },
    { limits: position({ countMax: 0 }), wish: sell(40), allowed: 40 },
  ],
  portfolio_exposure: [
    {
      limits: portfolio({ exposureFractionMax: 0.6 }),
      wish: buy(40, { instrument: 1 }),
      allowed: 40,
    },
    {
      limits: portfolio({ exposureFractionMax: 0.6 }),
      wish: buy(41, { instrument: 1 }),
      allowed: 40,
    },
    {
      limits: portfolio({ exposureFractionMax: 0.4 }),
      wish: buy(1, { instrument: 1 }),
      allowed: 0,
    },
    { limits: portfolio({ exposureFractionMax: 0.4 }), wish: sell(80), allowed: 80 }, // to 40 short
    { limits: portfolio({ exposureFractionMax: 0.4 }), wish: sell(81), allowed: 80 },
    {
      limits: portfolio({ exposureFractionMax: 0.8 }),
      bias: 0.75,
      wish: buy(50, { instrument: 1 }),
      allowed: 40,
    },
  ],
  sector_concentration: [
    {
      limits: portfolio({ sectorFractionMax: 0.5 }),
      wish: buy(20, { instrument: 1 }),
      allowed: 20,
    },
    {
      limits: portfolio({ sectorFractionMax: 0.5 }),
      wish: buy(21, { instrument: 1 }),
      allowed: 20,
    },
    { limits: portfolio({ sectorFractionMax: 0.4 }), wish: buy(1), allowed: 0 },
    {
      limits: portfolio({ sectorFractionMax: 0.5 }),
      wish: buy(250, { instrument: 2 }),
      allowed: 250,
    },
    { limits: portfolio({ sectorFractionMax: 0.4 }), wish: sell(40), allowed: 40 },
  ],
  buying_power: [
    { limits: portfolio({}), wish: buy(60), allowed: 60 },
    { limits: portfolio({}), wish: buy(61), allowed: 60 },
    { limits: portfolio({ leverageMax: 2 }), wish: buy(160), allowed: 160 },
    { limits: portfolio({ leverageMax: 2 }), wish: buy(161), allowed: 160 },
    { limits: portfolio({}), wish: buy(121, { instrument: 1 }), allowed: 120 },
    { limits: portfolio({}), bias: 0.4, wish: buy(1), allowed: 0 },
    { limits: portfolio({}), bias: 0.4, wish: sell(80), allowed: 80 },
    { limits: portfolio({}), wish: sell(141), allowed: 140 }, // 40 closed, 100 short
    { limits: portfolio({}), wish: buy(80, { limit: 75 }), allowed: 80 },
    { limits: portfolio({}), wish: buy(81, { limit: 75 }), allowed: 80 },
    { limits: portfolio({}), wish: buy(60, { stop: 120 }), allowed: 50 },
    { limits: portfolio({}), wish: buy(61, { stop: 80 }), allowed: 60 }, // Reached at once: at 100.
    { limits: portfolio({}), wish: sell(900, { limit: 1 }), allowed: 140 }, // Sells at 100, not at 1.
    { limits: portfolio({}), wish: sell(900, { limit: 125 }), allowed: 120 },
    { limits: portfolio({}), wish: sell(900, { stop: 80 }), allowed: 165 },
  ],
}

test.group('risk rules', () => {
  for (const [rule, cases] of Object.entries(TABLES)) {
    for (const one of cases) {
      const verb = one.wish.side === 'buy' ? 'buying' : 'selling'
      const where = ['AAPL', 'MSFT', 'KO'][one.wish.instrument ?? 0]
      const at = one.bias === undefined ? '' : ` at a bias of ${one.bias}`
      test(`${rule}: ${verb} ${one.wish.size} ${where}${at} lets ${one.allowed} through`, ({
        assert,
      }) => {
        const subject = account(one.limits)
        if (one.bias !== undefined) {
          subject.apply({ type: 'bias_changed', bias: one.bias, atMs: subject.atMs })
        }
        assertedRule(assert, subject, one, rule)
      })
    }
  }

  test('a limit to buy far below the market cannot spend the cash twice', ({ assert }) => {
    const one = new KernelAccount([AAPL])
    one.prices(100)
    one.trade(buy(100), 100)
    assert.equal(one.quantity(buy(100, { limit: 50 })), 0)
    one.prices(50)
    assert.isAtLeast(one.cash, 0)
  })

  test('two resting orders cannot spend the same cash', ({ assert }) => {
    const one = new KernelAccount([AAPL])
    one.prices(100)
    assert.equal(one.quantity(buy(50, { stop: 200 })), 50)
    assert.equal(one.quantity(buy(50, { stop: 200 })), 0)
    assert.equal(one.quantity(buy(50, { limit: 100 })), 0)
  })

  test('all rules are asked and the tightest wins', ({ assert }) => {
    const limits = limitsWith({
      position: { quantityMax: 70, notionalMax: 6000 },
      portfolio: { exposureFractionMax: 0.5 },
    })
    const judged = judgementIn(account(limits).say(buy(50)))!
    assert.equal(judged.decision, 'reduce')
    assert.equal(judged.quantity, 10)
    assert.lengthOf(judged.verdicts, 13)
    assert.deepEqual(
      judged.verdicts
        .filter((one) => one.decision !== 'approve')
        .map((one) => [one.rule, one.allowed]),
      [
        ['position_quantity', 30],
        ['position_notional', 20],
        ['portfolio_exposure', 10],
      ]
    )
  })

  test('the answer of a plugin rule joins the built-in ones', ({ assert }) => {
    const one = account(limitsWith({}))
    const verdict = {
      rule: 'plugin:calm',
      decision: 'reduce',
      allowed: 5,
      reason: 'calm down',
    } as const
    const judged = judgementIn(one.say(buy(20), 1, [verdict]))!
    assert.deepEqual([judged.decision, judged.quantity, judged.reason], ['reduce', 5, 'calm down'])
    const no = { rule: 'plugin:calm', decision: 'deny', allowed: 0, reason: 'no' } as const
    assert.equal(judgementIn(one.say(buy(20), 1, [no]))!.decision, 'deny')
    assert.isNull(judgementIn(one.say(sell(20), 1, [no])), 'never what only reduces')
  })

  test('a strategy stays within the part of equity that it declares per instrument', ({
    assert,
  }) => {
    const declared = { id: 's1', shortAllowed: true, leverageMax: null, positionFractionMax: 0.5 }
    const one = () => account(limitsWith({}), { strategies: [declared] })
    assert.equal(one().quantity(buy(10)), 10)
    const judged = judgementIn(one().say(buy(20)))!
    assert.deepEqual([judged.decision, judged.quantity], ['reduce', 10])
    assert.include(judged.reason, 's1 declares at most 50.0 % of equity in one instrument')
    assert.equal(one().quantity(buy(100, { instrument: 1 })), 100, 'each instrument has its own')
    assert.equal(one().quantity(sell(40)), 40, 'what only reduces passes')
    assert.equal(one().quantity(sell(100)), 90, '40 closed, 50 short')
  })

  test('a bias that lasts never goes stale', ({ assert }) => {
    const limits = limitsWith({ position: { quantityMax: 60 } })
    const later = (isLasting: boolean) => {
      const one = account(limits)
      one.apply({ type: 'bias_changed', bias: 0.9, atMs: one.atMs, isLasting })
      one.apply({ type: 'instant_ended', atMs: one.atMs + 31 * 60_000 })
      return one.quantity(buy(20))
    }
    assert.equal(later(true), 14)
    assert.equal(later(false), 0, 'stale: half of 60 is less than what is held')
  })
})
