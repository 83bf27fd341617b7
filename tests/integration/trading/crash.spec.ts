import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import type { CommandKind } from '#ports/command_inbox.js'
import type { OrderRow } from '#ports/trading_records.js'
import { twoBooks } from '#tests/support/broker_agrees.js'
import { DataFolder, urlOf } from '#tests/support/data_folder.js'
import { startNode, type Running } from '#tests/support/process.js'
import { openTestAccount, orderCommand } from '#tests/support/trading_account.js'

/** Longest time from the start of a process after a crash to trading again. */
const RECOVERY_MS = 5_000
// Six executions of four: under load several come in one row, and still there is a third row.
const QUANTITY = 24
const ENDED = ['filled', 'cancelled', 'rejected', 'expired']

/**
 * Where the process dies, how often it gets there before (`during`: how many turns after the call began),
 * and what may have become of the order.
 */
const POINTS = [
  ['before_intent_row', 1, ['filled']],
  // The statement is on its way with all that is written together: it is there whole, or not at all.
  ['during_intent_row', 1, ['filled', 'rejected']],
  ['during_intent_row', 3, ['filled', 'rejected']],
  ['after_intent_row', 1, ['rejected']],
  ['before_send', 1, ['rejected']],
  ['during_send', 1, ['filled', 'rejected']],
  ['during_send', 4, ['filled', 'rejected']],
  ['during_send', 8, ['filled', 'rejected']],
  ['after_send', 1, ['filled']],
  ['answer_accepted', 1, ['filled']],
  ['answer_filled', 1, ['filled']],
  ['answer_filled', 2, ['filled']],
  ['before_fill_row', 1, ['filled']],
  ['during_fill_row', 1, ['filled']],
  ['during_fill_row', 3, ['filled']],
  ['after_fill_row', 1, ['filled']],
  ['after_fill_row', 2, ['filled']],
  ['before_fill_row', 3, ['filled']],
] as const

/** Where it dies while a halt cancels a working order. */
const CANCEL_POINTS = [
  'before_cancel_row',
  'during_cancel_row',
  'after_cancel_row',
  'before_cancel',
  'during_cancel',
  'after_cancel',
  'answer_cancelled',
] as const

/** Where it dies while a working order is changed. */
const CHANGE_POINTS = [
  'before_replace',
  'during_replace',
  'after_replace',
  'answer_replaced',
] as const

/** Where it dies while it stops of its own accord. */
const STOP_POINTS = ['before_snapshot', 'during_snapshot', 'after_snapshot'] as const

/** Where it dies, one start after the other, while it recovers. */
const RECOVERY_POINTS = [
  'in_rebuild',
  'in_recovery',
  'in_recovery_fills',
  'before_fill_row',
  'during_fill_row',
  'after_fill_row',
] as const

test.group('kill -9 on the way of an order', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let running: Running | null = null
  group.setup(async () => {
    database = await folder.open('test-crash')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.teardown(() => {
    running?.child.kill('SIGKILL')
    running = null
  })

  const start = (account: string, point: string, times = 1) => {
    running = startNode(
      ['--import=./bin/typescript.mjs', 'tests/support/trading_process.ts'].concat([
        urlOf(database),
        account,
        point,
        String(times),
      ]),
      folder.environment
    )
    return running
  }

  /** Starts a process that is to die, and waits until it trades and has seen a price. */
  const begin = async (account: string, point: string, times = 1): Promise<Running> => {
    const begun = start(account, point, times)
    await begun.says(new RegExp(`${account} trades`))
    const journal = new PostgresJournal(database)
    while ((await journal.lastSequence(account)) < 2) await sleep(20)
    return begun
  }

  /** Starts again and waits until it trades; fails when that takes too long. */
  const recover = async (account: string): Promise<Running> => {
    const next = start(account, 'never')
    await next.says(/begins/)
    await next.says(new RegExp(`${account} trades`), RECOVERY_MS)
    return next
  }

  const say = (account: string, kind: CommandKind, body: Record<string, unknown>) =>
    new PostgresInbox(database).write({
      id: `${account}-${kind}`,
      account,
      kind,
      body,
      actor: 'test',
      expiresMs: null,
    })

  const ended = async (account: string): Promise<readonly OrderRow[]> => {
    const records = new PostgresRecords(database)
    for (let turn = 0; turn < 200; turn++) {
      const orders = await records.orders(account, { isOpen: false, limit: 10 })
      if (orders.length > 0 && orders.every(({ state }) => ENDED.includes(state))) return orders
      await sleep(50)
    }
    throw new Error('the order did not end')
  }

  for (const [point, times, states] of POINTS) {
    test(`${point} ${times}: the order is ${states.join(' or ')}, once`, async ({ assert }) => {
      const account = `${point}-${times}`.replaceAll('_', '-')
      await openTestAccount(database, account)
      const crashing = await begin(account, point, times)
      await orderCommand(database, account, { key: account, side: 'buy', quantity: QUANTITY })
      assert.equal((await crashing.ended).signal, 'SIGKILL')

      const again = await recover(account)
      const orders = await ended(account)
      assert.lengthOf(orders, 1)
      assert.include(states, orders[0]!.state, orders[0]!.remark ?? '')
      await agrees(database, account, assert)
      again.child.kill('SIGTERM')
      assert.equal((await again.ended).code, 0)
    }).timeout(60_000)
  }

  for (const point of CANCEL_POINTS) {
    test(`${point}: the order is cancelled, once`, async ({ assert }) => {
      const account = point.replaceAll('_', '-')
      await openTestAccount(database, account)
      const crashing = await begin(account, point)
      await orderCommand(database, account, {
        key: account,
        side: 'buy',
        quantity: QUANTITY,
        limitPrice: 50,
      })
      await answered(new PostgresInbox(database), account, crashing)
      await say(account, 'halt', { reason: 'test' })
      assert.equal((await crashing.ended).signal, 'SIGKILL')

      await recover(account)
      const [order] = await ended(account)
      assert.equal(order!.state, 'cancelled')
      await agrees(database, account, assert)
    }).timeout(60_000)
  }

  for (const point of CHANGE_POINTS) {
    test(`${point}: the change is made, once`, async ({ assert }) => {
      const account = point.replaceAll('_', '-')
      await openTestAccount(database, account)
      const crashing = await begin(account, point)
      const limit = { key: account, side: 'buy', quantity: QUANTITY, limitPrice: 50 } as const
      await orderCommand(database, account, limit)
      await answered(new PostgresInbox(database), account, crashing)
      await say(account, 'replace_order', { order: `ord_${account}_1`, limitPrice: 51 })
      assert.equal((await crashing.ended).signal, 'SIGKILL')

      await recover(account)
      const atBroker = async () => {
        const { rows } = await database.withClient((client) =>
          client.query('select limit_price from paper_orders where account = $1', [account])
        )
        return (rows as { limit_price: number }[]).map((row) => row.limit_price)
      }
      for (let turn = 0; turn < 100 && (await atBroker())[0] !== 51; turn++) await sleep(50)
      assert.deepEqual(await atBroker(), [51])
      await say(account, 'cancel_order', { order: `ord_${account}_1` })
      const [order] = await ended(account)
      assert.deepEqual([order!.state, order!.limitPrice], ['cancelled', 51])
      await agrees(database, account, assert)
    }).timeout(60_000)
  }

  for (const point of STOP_POINTS) {
    test(`${point}: what it had written stands`, async ({ assert }) => {
      const account = point.replaceAll('_', '-')
      await openTestAccount(database, account)
      const stopping = await begin(account, point)
      await orderCommand(database, account, { key: account, side: 'buy', quantity: QUANTITY })
      await answered(new PostgresInbox(database), account, stopping)
      stopping.child.kill('SIGTERM')
      assert.equal((await stopping.ended).signal, 'SIGKILL')

      await recover(account)
      const [order] = await ended(account)
      assert.equal(order!.state, 'filled')
      await agrees(database, account, assert)
    }).timeout(60_000)
  }

  test('a crash during the recovery of a crash loses nothing', async ({ assert }) => {
    const account = 'in-recovery'
    await openTestAccount(database, account)
    const crashing = await begin(account, 'answer_filled')
    await orderCommand(database, account, { key: account, side: 'buy', quantity: QUANTITY })
    assert.equal((await crashing.ended).signal, 'SIGKILL')
    for (const point of RECOVERY_POINTS) {
      assert.equal((await start(account, point).ended).signal, 'SIGKILL', point)
    }
    await recover(account)
    const [order] = await ended(account)
    assert.equal(order!.state, 'filled')
    await agrees(database, account, assert)
  }).timeout(60_000)
})

/** Waits until a command has its outcome; fails with what the process said. */
async function answered(inbox: PostgresInbox, id: string, process: Running): Promise<void> {
  for (let turn = 0; turn < 300; turn++) {
    if ((await inbox.state(id))?.status !== 'waiting') return
    await sleep(20)
  }
  throw new Error(`nobody answered ${id}: ${process.stdout}${process.stderr}`)
}

/** Compares what the account believes with the broker's own books, and the journal with its tables. */
async function agrees(
  database: OpenedDatabase,
  account: string,
  assert: { deepEqual(actual: unknown, expected: unknown): void }
): Promise<void> {
  const { ours, brokers, ...odd } = await twoBooks(database, account)
  assert.deepEqual(ours, brokers)
  assert.deepEqual(odd, { strangers: [], ghosts: [], differences: [] })
}
