import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer, type Ended, type Running } from '#tests/support/process.js'

test.group('trading by hand', (group) => {
  const folder = new DataFolder()
  let server: Running
  const say = (...words: string[]) => ace([...words, '--json'], folder.environment)
  const told = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>
  group.setup(async () => {
    server = await startServer({ ...folder.environment, AQ_REPLAY_BAR_MS: '400' })
  })
  group.teardown(async () => {
    server.child.kill('SIGTERM')
    await server.ended
    folder.remove()
  })

  test('an account, an order, a halt, and a journal that fits', async ({ assert }) => {
    const early = await say('order:place', 'buy', 'US.AAPL', '1')
    assert.equal(early.code, 2)
    assert.include(String(told(early).message), 'account:create')

    const opened = await say('account:create', 'paper', '--cash', '50000')
    assert.deepInclude(told(opened), { ok: true, account: 'paper', symbols: ['US.AAPL'] })
    assert.equal((await say('account:create', 'paper')).code, 2)
    await server.says(/paper trades/)
    await sleep(500)

    const placed = await say('order:place', 'buy', 'US.AAPL', '10')
    assert.deepInclude(told(placed), { ok: true, orders: ['ord_paper_1'], decision: 'approve' })
    const resting = ['order:place', 'buy', 'US.AAPL', '5', '--limit', '1', '--time', 'gtc']
    assert.equal((await say(...resting, '--idempotency-key', 'rest')).code, 0)
    assert.deepInclude(told(await say(...resting, '--idempotency-key', 'rest')), {
      orders: ['ord_paper_2'],
    })
    for (const [wrong, word] of [
      [['order:place', 'hold', 'US.AAPL', '1'], 'side'],
      [['order:place', 'buy', 'US.AAPL', 'many'], 'quantity'],
      [['order:place', 'buy', 'US.AAPL', '1.5'], 'multiple'],
      [['order:place', 'buy', 'US.MSFT', '1'], 'not traded'],
      [['order:cancel', 'ord_paper_77'], 'no order'],
    ] as const) {
      const refused = await say(...wrong)
      assert.equal(refused.code, 2, refused.stdout)
      assert.include(String(told(refused).message), word)
    }

    assert.equal((await say('halt', '--reason', 'test')).code, 0)
    const denied = await say('order:place', 'buy', 'US.AAPL', '1')
    assert.include(String(told(denied).message), 'halted')
    const { orders } = told(await say('orders')) as { orders: { id: string; state: string }[] }
    assert.deepEqual(
      orders.map(({ id, state }) => `${id} ${state}`),
      ['ord_paper_2 cancelled', 'ord_paper_1 filled']
    )
    const { positions } = told(await say('positions')) as { positions: { quantity: number }[] }
    assert.equal(positions[0]!.quantity, 10)
    const status = await ace(['engine:status'], folder.environment)
    assert.match(
      status.stdout,
      new RegExp(`process ${server.pid} trades\\n {2}paper: halted, 0 open`)
    )
    assert.deepInclude(told(await say('journal:verify')), { ok: true, orders: 2, differences: [] })
    assert.deepInclude(told(await say('account')).account, { mode: 'halted', modeReason: 'test' })

    const { rows } = told(await say('audit:list')) as {
      rows: { actor: string; action: string; subject: string; detail: Record<string, unknown> }[]
    }
    const done = rows.map(
      ({ action, subject, detail }) => `${action} ${subject} ${detail.kind ?? ''}`
    )
    assert.include(done, 'account.opened account:paper ')
    assert.include(done, 'command.done account:paper halt')
    assert.include(done, 'command.refused account:paper place_order')
    for (const { actor, detail } of rows) {
      assert.match(actor, /^cli:/)
      assert.equal(detail.from, 'console')
    }
    assert.equal((await ace(['audit:verify'], folder.environment)).code, 0)
  }).timeout(120_000)
})
