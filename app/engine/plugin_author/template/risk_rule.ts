import type { Template } from './template.js'

/** A rule that bounds what one order may add, as a part of the account's equity. */
export const RISK_RULE: Template = {
  description: 'Bounds what a single order may add to a position, as a part of the equity.',
  permissions: [],
  parameters: {
    fractionMax: {
      type: 'number',
      default: 0.25,
      min: 0.01,
      max: 1,
      step: 0.01,
      unit: 'of equity',
      label: 'Largest order',
      description: 'Most that one order may add, as a part of the equity.',
    },
  },
  source: `import { approve, defineRiskRule, deny, reduce } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/** Bounds what a single order may add to a position, as a part of the account's equity. */
export default defineRiskRule(manifest, ({ fractionMax }) => ({
  assess(order, { equity }) {
    const most = equity * fractionMax
    if (most <= 0) return deny('there is no equity left')
    if (order.notional <= most) return approve()
    const quantity = (order.opening * most) / order.notional
    return reduce(quantity, \`one order may add \${fractionMax} of the equity\`)
  },
}))
`,
  spec: (name) => `import { test } from '@japa/runner'
import { assessOrder } from '@aq-trading/sdk/testing'
import rule from '../src/index.js'

test.group('${name}', () => {
  const account = { equity: 10_000 }

  test('lets a small order pass', ({ assert }) => {
    const verdict = assessOrder(rule, { order: { quantity: 10, price: 100 }, account })
    assert.equal(verdict.decision, 'approve')
  })

  test('reduces a large one to its part of the equity', ({ assert }) => {
    const verdict = assessOrder(rule, { order: { quantity: 50, price: 100 }, account })
    assert.containsSubset(verdict, { decision: 'reduce', quantity: 25 })
  })

  test('denies every order of an account without equity', ({ assert }) => {
    const verdict = assessOrder(rule, {
      order: { quantity: 1, price: 100 },
      account: { equity: 0 },
    })
    assert.equal(verdict.decision, 'deny')
  })
})
`,
  readme: ({
    id,
    folder,
  }) => `Reduces an order that would add more than \`fractionMax\` of the account's equity. Orders that close a position always
pass: a rule is asked only about what opens or adds.

\`\`\`
node ace backtest momentum --symbols US.AAPL --rule ${id}
node ace plugin:dev ${folder} --symbols US.AAPL
\`\`\`

| parameter     | default | range            | meaning                                          |
| ------------- | ------- | ---------------- | ------------------------------------------------ |
| \`fractionMax\` | 0.25    | 0.01 to 1 equity | most that one order may add, as part of equity   |
`,
}
