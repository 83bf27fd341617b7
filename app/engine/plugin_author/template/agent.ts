import type { Template } from './template.js'

/** An agent that halves the limits while the account is in a drawdown. */
export const AGENT: Template = {
  description: 'Tightens all limits while the account is in a drawdown.',
  permissions: [
    {
      id: 'account:read',
      reason: "Sees the account's equity and drawdown to judge how it stands.",
    },
  ],
  parameters: {
    drawdownMax: {
      type: 'number',
      default: 0.1,
      min: 0.01,
      max: 0.9,
      step: 0.01,
      unit: 'of the peak',
      label: 'Drawdown',
      description: 'Fall from the highest equity from which on the limits are tightened.',
    },
    bias: {
      type: 'number',
      default: 0.5,
      min: 0,
      max: 1,
      step: 0.05,
      label: 'Tightened to',
      description: 'What all limits are multiplied by during the drawdown.',
    },
  },
  source: `import { defineAgent } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/** Multiplies all limits by \`bias\` while the account is further below its peak than \`drawdownMax\`. */
export default defineAgent(manifest, ({ drawdownMax, bias }) => ({
  onAccount({ drawdown }, context) {
    const isDeep = drawdown > drawdownMax
    const percent = (100 * drawdown).toFixed(1)
    context.setRiskBias(isDeep ? bias : 1, \`\${percent} % below the peak\`)
  },
}))
`,
  spec: (name) => `import { test } from '@japa/runner'
import { runAgent } from '@aq-trading/sdk/testing'
import agent from '../src/index.js'

test.group('${name}', () => {
  const parameters = { drawdownMax: 0.1, bias: 0.5 }

  test('leaves the limits alone near the peak', ({ assert }) => {
    const run = runAgent(agent, { parameters, events: [{ account: { equity: 95, peakEquity: 100 } }] })
    assert.equal(run.riskBias, 1)
  })

  test('tightens them in a drawdown and lets go after it', ({ assert }) => {
    const deep = { account: { equity: 80, peakEquity: 100 } }
    const back = { account: { equity: 99, peakEquity: 100 } }
    assert.equal(runAgent(agent, { parameters, events: [deep] }).riskBias, 0.5)
    assert.equal(runAgent(agent, { parameters, events: [deep, back] }).riskBias, 1)
  })
})
`,
  readme: ({
    id,
    folder,
  }) => `Multiplies all risk limits by \`bias\` while the account is further below its highest equity than \`drawdownMax\`. An agent
can only tighten limits; it cannot trade.

\`\`\`
node ace backtest momentum --symbols US.AAPL --agent ${id}
node ace plugin:dev ${folder} --symbols US.AAPL
\`\`\`

| parameter     | default | range                   | meaning                                              |
| ------------- | ------- | ----------------------- | ---------------------------------------------------- |
| \`drawdownMax\` | 0.1     | 0.01 to 0.9 of the peak | fall from which on the limits are tightened          |
| \`bias\`        | 0.5     | 0 to 1                  | what all limits are multiplied by in the drawdown    |
`,
}
