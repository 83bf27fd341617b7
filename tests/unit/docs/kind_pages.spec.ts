import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { build } from 'esbuild'
import type { AgentDefinition, BrokerDefinition, RiskRuleDefinition } from '@aq-trading/sdk'
import { toBase64, toUtf8 } from '@aq-trading/sdk'
import { assessOrder, runAgent, runBroker } from '@aq-trading/sdk/testing'

/* The plugin at the head of each page is bundled and run as printed. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

async function printed<T>(page: string, kind: string, parameters: object): Promise<T> {
  const text = readFileSync(join(ROOT, 'docs/plugins', page), 'utf8')
  const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1] as string
  const manifest = JSON.stringify({ id: 'printed', kind, parameters })
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'plugin',
    logLevel: 'silent',
    plugins: [
      {
        name: 'manifest',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /aq-plugin\.json$/ }, () => ({ path: 'm', namespace: 'manifest' }))
          onLoad({ filter: /.*/, namespace: 'manifest' }, () => ({
            contents: manifest,
            loader: 'json',
          }))
        },
      },
    ],
  })
  return new Function(`${outputFiles[0]!.text}; return plugin.default`)() as T
}

test.group('plugins printed in the contracts', () => {
  test('the risk rule cuts what is too large', async ({ assert }) => {
    const parameters = { notionalMax: { default: 5_000 } }
    const rule = await printed<RiskRuleDefinition>('risk_rule.md', 'risk-rule', parameters)
    assert.deepEqual(assessOrder(rule, { order: { quantity: 50, price: 100 } }), {
      decision: 'approve',
    })
    assert.deepEqual(assessOrder(rule, { order: { quantity: 80, price: 100 } }), {
      decision: 'reduce',
      quantity: 50,
      reason: 'US.TEST: more than 5000 in one order',
    })
  })

  test('the agent tightens in a drawdown', async ({ assert }) => {
    const parameters = { drawdownMax: { default: 0.1 } }
    const agent = await printed<AgentDefinition>('agent.md', 'agent', parameters)
    const events = [{ account: { equity: 80, peakEquity: 100 } }]
    assert.deepEqual(runAgent(agent, { events }).biases, [
      { value: 0.5, reason: 'drawdown of 20.0 %' },
    ])
  })

  test('the broker connects, sends and tells of a fill', async ({ assert }) => {
    const parameters = { port: { default: 7_000 } }
    const broker = await printed<BrokerDefinition>('broker.md', 'broker', parameters)
    const run = runBroker(broker)
    run.connect()
    run.socket('main', 'opened')
    run.submit({ orderId: 'ord_7', symbol: 'US.AAPL' })
    run.socket('main', 'data', 'filled ord_7 b-91 t-4 100 12.5\n')
    assert.containSubset(run.effects, [
      { type: 'socket.open', host: 'broker.example.com', port: 7_000 },
      { type: 'account_event', event: 'session', state: 'ready' },
      { type: 'socket.write', data: toBase64(toUtf8('buy ord_7 US.AAPL 100\n')) },
      { type: 'order_event', event: 'filled', tradeId: 't-4', quantity: 100, price: 12.5 },
    ])
  })
})
