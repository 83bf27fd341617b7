import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { build } from 'esbuild'
import ivm from 'isolated-vm'
import { orderListNumbers } from '#kernel/order/order_list.js'
import type { Simulation } from '#kernel/simulation/simulation.js'
import { equityOf } from '#kernel/state.js'
import { busyRun } from './busy_run.js'
import { replayedOrders } from './replayed_orders.js'

/**
 * The trading of a busy run, pinned. A change here changes what every stored backtest meant: if it is
 * intended, put the new hash here and a sentence that says what trades differently into the changelog.
 */
const BUSY_RUN_SHA256 = '899f787265d43cb2e9340a45e801c68e93ccd817e37da9bf052484f016eaa8a4'

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function orderList(run: Simulation): string {
  const names = { instruments: run.config.instruments, strategies: run.state.strategies }
  return orderListNumbers(run.record.orders, run.record.fills, names).join(' ')
}

/** The kernel and `replayedOrders` as one script, for a realm that has nothing else. */
async function bundledReplay(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL('replayed_orders.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'bundled',
    platform: 'neutral',
    target: 'es2024',
    write: false,
    logLevel: 'silent',
  })
  return result.outputFiles[0]!.text
}

test.group('the order list of a busy run', () => {
  const journal: string[] = []
  const run = busyRun((input) => journal.push(JSON.stringify(input)))

  test('is busy: every kind of order, fill, refusal and ledger row is in it', ({ assert }) => {
    const { orders, fills, judgements, transactions } = run.record
    assert.isAbove(orders.length, 500)
    assert.isAbove(fills.length, 400)
    const kinds = (list: readonly string[]) => [...new Set(list)].sort()
    assert.deepEqual(kinds(orders.map((one) => one.type)), [
      'limit',
      'market',
      'stop',
      'stop_limit',
      'trailing_stop',
    ])
    assert.deepEqual(kinds(orders.map((one) => one.role)), [
      'close',
      'entry',
      'liquidation',
      'stop_loss',
      'take_profit',
      'trailing_stop',
    ])
    assert.deepEqual(kinds(orders.map((one) => one.state)), ['cancelled', 'expired', 'filled'])
    assert.includeMembers(kinds(judgements.map((one) => one.code)), ['risk', 'unknown_order'])
    assert.deepEqual(kinds(transactions.map((one) => one.type)), [
      'cash_in_lieu',
      'commission',
      'deposit',
      'dividend',
      'trade',
    ])
  })

  test('has the hash that it always had', ({ assert }) => {
    assert.equal(sha256(orderList(run)), BUSY_RUN_SHA256)
  })

  test('is the same when the journal alone is replayed', ({ assert }) => {
    const replayed = replayedOrders(JSON.stringify(run.config), journal.join('\n'))
    assert.equal(replayed, `${orderList(run)}\nequity ${equityOf(run.state)}`)
  })

  test('is the same when the journal is replayed in a bare isolate', async ({
    assert,
    cleanup,
  }) => {
    const isolate = new ivm.Isolate({ memoryLimit: 256 })
    cleanup(() => isolate.dispose())
    const context = await isolate.createContext()
    await context.eval(await bundledReplay())
    const replay = await context.eval('bundled.replayedOrders', { reference: true })
    const given = [JSON.stringify(run.config), journal.join('\n')]
    const replayed = await replay.apply(undefined, given)
    assert.equal(
      sha256(String(replayed)),
      sha256(`${orderList(run)}\nequity ${equityOf(run.state)}`)
    )
  })
})
