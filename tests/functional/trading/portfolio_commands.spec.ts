import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { changeBooks } from '#tests/support/changed_books.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'
import { startServer, type Ended, type Running } from '#tests/support/process.js'

test.group('a portfolio and its reconciliation by command', (group) => {
  const folder = new DataFolder()
  let server: Running
  let database: OpenedDatabase
  const say = (...words: string[]) => ace([...words, '--json'], folder.environment)
  const told = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>
  group.setup(async () => {
    server = await startServer({ ...folder.environment, AQ_REPLAY_BAR_MS: '400' })
    const opened = await say('account:create', 'paper', '--cash', '50000')
    if (opened.code !== 0) throw new Error(opened.stderr + opened.stdout)
    await server.says(/paper trades/)
    await sleep(1_000)
    database = await folder.open()
  })
  group.teardown(async () => {
    await database.close()
    server.child.kill('SIGTERM')
    await server.ended
    folder.remove()
  })

  test('what is held and earned', async ({ assert }) => {
    const placed = await say('order:place', 'buy', 'US.AAPL', '10')
    assert.equal(placed.code, 0, placed.stdout + placed.stderr)
    await sleep(500)
    const portfolio = told(await say('portfolio'))
    assert.containsSubset(portfolio, {
      currency: 'USD',
      outside: '50000.00',
      positions: [{ symbol: 'US.AAPL', strategy: 'manual', quantity: 10 }],
    })
    const pnl = told(await say('pnl', '--strategy', 'manual', '--days', '5'))
    const [manual] = pnl.results as { profit: string; unrealised: string; fees: string }[]
    assert.isAbove(Number(manual!.fees), 0)
    assert.equal(manual!.profit.length > 0, true)
    const text = await ace(['pnl'], folder.environment)
    assert.match(text.stdout, /strategy +value +unrealised[\s\S]*manual/)
    const moved = told(await say('transactions', '--type', 'trade'))
    assert.containsSubset(moved.transactions, [{ symbol: 'US.AAPL', quantity: 10 }])
    const replayed = told(await say('journal:replay', '--row', '1', '--rows', '1'))
    assert.containsSubset(replayed, { sequence: 1, cash: '50000.00', difference: null })
  }).timeout(60_000)

  test('what differs from the broker is found, and accepted', async ({ assert }) => {
    const agreed = told(await say('reconcile'))
    assert.containsSubset(agreed, { outcome: 'agrees', positions: 1 })
    await changeBooks(database, 'paper', 'quantityChanged')
    assert.containsSubset(told(await say('reconcile')), { outcome: 'differs', found: 1 })
    const listed = told(await say('reconcile', '--list'))
    const [row] = listed.discrepancies as { id: number; kind: string; severity: string }[]
    assert.containsSubset(row, { kind: 'quantity_mismatch', severity: 'critical' })
    const denied = await say('order:place', 'buy', 'US.AAPL', '1')
    assert.equal(denied.code, 2)
    assert.include(String(told(denied).message), 'paused')
    const alerts = await ace(['alerts'], folder.environment)
    assert.include(alerts.stdout, 'quantities differ')
    const accepted = await say('reconcile', '--accept', String(row!.id), '--reason', 'moved')
    assert.containsSubset(told(accepted), { resolution: 'accepted', booked: '-3 US.AAPL' })
    assert.containsSubset(told(await say('reconcile')), { outcome: 'agrees' })
    const text = await ace(['reconcile', '--list', '--all'], folder.environment)
    assert.match(text.stdout, /quantity_mismatch +critical .* accepted by cli:\S+: moved/)
    assert.deepInclude(told(await say('journal:verify')), { ok: true, differences: [] })
  }).timeout(90_000)

  test('what makes no sense is refused with a sentence', async ({ assert }) => {
    for (const [words, word] of [
      [['reconcile', '--accept', '999'], 'no discrepancy 999'],
      [['reconcile', '--accept', '1', '--dismiss', '1'], 'two decisions'],
      [['pnl', '--days', '-1'], 'whole number'],
      [['pnl', '--strategy', 'nobody'], 'has traded nothing'],
      [['transactions', '--since', 'yesterday'], '2026-01-31'],
      [['journal:replay', '--row', '999999999'], '999999999'],
      [['journal:replay', '--at', '1999-01-01'], 'did not exist'],
      [['journal:replay', '--row', '1', '--at', '1999-01-01'], 'two ends'],
    ] as const) {
      const refused = await say(...words)
      assert.equal(refused.code, 2, words.join(' ') + refused.stdout)
      assert.include(String(told(refused).message), word)
    }
  }).timeout(60_000)
})
