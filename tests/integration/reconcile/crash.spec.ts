import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresReconcileRecords } from '#adapters/reconcile_records/postgres_reconcile_records.js'
import { stateOf } from '#engine/trading/account_book.js'
import { rebuild } from '#engine/trading/rebuild.js'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import { changeBooks, type CHANGES } from '#tests/support/changed_books.js'
import { DataFolder, urlOf } from '#tests/support/data_folder.js'
import { startNode, type Running } from '#tests/support/process.js'
import { openTestAccount, orderCommand } from '#tests/support/trading_account.js'

const QUANTITY = 8

/** What is changed, where the process dies that finds it at its start, and what must stand in the end. */
const ROUNDS: readonly (readonly [keyof typeof CHANGES, readonly string[], string[]])[] = [
  [
    'fillRemoved',
    ['before_pause_row', 'after_pause_row', 'before_comparison', 'during_comparison'],
    ['critical phantom_local'],
  ],
  [
    'quantityChanged',
    ['before_pause_row', 'after_pause_row', 'before_comparison', 'after_comparison'],
    ['critical quantity_mismatch'],
  ],
  ['cashChanged', ['before_comparison', 'during_comparison'], ['warning cash_difference']],
  [
    'orderAdded',
    ['before_pause_row', 'before_comparison', 'after_comparison'],
    ['critical unknown_order'],
  ],
  ['fillAdded', ['before_fill_row', 'after_fill_row', 'before_comparison'], []],
]

test.group('kill -9 while books are compared', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let running: Running | null = null
  let keys = 0
  group.setup(async () => {
    database = await folder.open('test-reconcile-crash')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.teardown(() => {
    running?.child.kill('SIGKILL')
    running = null
  })

  const start = (account: string, point: string) => {
    const args = ['--import=./bin/typescript.mjs', 'tests/support/trading_process.ts']
    running = startNode([...args, urlOf(database), account, point, '1'], folder.environment)
    return running
  }
  const trades = async (account: string) => {
    const process = start(account, 'never')
    await process.says(new RegExp(`${account} trades`))
    return process
  }
  const ended = async (process: Running) => {
    process.child.kill('SIGTERM')
    await process.ended
  }
  const answered = async (id: string) => {
    const inbox = new PostgresInbox(database)
    for (let turn = 0; turn < 300; turn++) {
      const state = await inbox.state(id)
      if (state !== null && state.status !== 'waiting') return state
      await sleep(20)
    }
    throw new Error(`nobody answered ${id}: ${running?.stdout}${running?.stderr}`)
  }
  const ask = (account: string, kind: 'reconcile' | 'resolve_discrepancy', body: object = {}) => {
    const id = `${account}-${++keys}`
    const command = { id, account, kind, body: { ...body }, actor: 'test', expiresMs: null }
    return new PostgresInbox(database).write(command).then(() => id)
  }
  const filled = async (account: string) => {
    const records = new PostgresRecords(database)
    for (let turn = 0; turn < 300; turn++) {
      const [order] = await records.orders(account, { isOpen: false, limit: 1 })
      if (order?.state === 'filled') return
      await sleep(20)
    }
    throw new Error('the order did not fill')
  }
  /** An account with a position, stopped cleanly. */
  const opened = async (account: string) => {
    await openTestAccount(database, account)
    const process = await trades(account)
    await sleep(300)
    await orderCommand(database, account, { key: account, side: 'buy', quantity: QUANTITY })
    await filled(account)
    await ended(process)
  }
  const records = () => new PostgresReconcileRecords(database)
  const standing = async (account: string) =>
    (await records().discrepancies(account, { isOpen: true, limit: 10 })).map(
      ({ severity, kind }) => `${severity} ${kind}`
    )
  const fits = async (account: string) => {
    const ports = { journal: new PostgresJournal(database), records: new PostgresRecords(database) }
    return (await verifyJournal(ports, account)).differences
  }
  const isPaused = async (account: string) => {
    const { book } = await rebuild(new PostgresJournal(database), account)
    return stateOf(book).instruments[0]!.pausedBecause !== null
  }

  for (const [change, points, expected] of ROUNDS) {
    test(`${change}: found once, wherever the process dies`, async ({ assert }) => {
      const account = `dies-${change.toLowerCase()}`
      await opened(account)
      await changeBooks(database, account, change)
      for (const point of points) {
        const { signal } = await start(account, point).ended
        assert.equal(signal, 'SIGKILL', point)
      }
      const last = await trades(account)
      assert.deepEqual(await standing(account), expected)
      assert.equal(
        await isPaused(account),
        expected.some((one) => one.startsWith('critical'))
      )
      const all = await records().discrepancies(account, { isOpen: false, limit: 10 })
      assert.lengthOf(all, 1)
      if (change === 'fillAdded') {
        assert.containsSubset(all[0], { kind: 'missing_local', resolution: 'booked' })
        const [position] = await new PostgresRecords(database).positions(account)
        assert.equal(position!.quantity, QUANTITY + 5)
      }
      await ended(last)
      assert.deepEqual(await fits(account), [])
    }).timeout(60_000)
  }

  for (const point of ['before_decision', 'after_decision', 'before_fill_row', 'after_fill_row']) {
    test(`${point}: what was accepted is booked once`, async ({ assert }) => {
      const account = `decides-${point.replaceAll('_', '-')}`
      await opened(account)
      await changeBooks(database, account, 'quantityChanged')
      const finds = await trades(account)
      const [row] = await records().discrepancies(account, { isOpen: true, limit: 1 })
      await ended(finds)

      const dying = start(account, point)
      await dying.says(new RegExp(`${account} trades`))
      const id = await ask(account, 'resolve_discrepancy', {
        discrepancy: row!.id,
        decision: 'accept',
        reason: 'test',
      })
      assert.equal((await dying.ended).signal, 'SIGKILL')

      const again = await trades(account)
      assert.equal((await answered(id)).status, 'done')
      const compared = await answered(await ask(account, 'reconcile'))
      assert.containsSubset(compared.detail, { outcome: 'agrees' })
      const [position] = await new PostgresRecords(database).positions(account)
      assert.equal(position!.quantity, QUANTITY - 3)
      assert.isFalse(await isPaused(account))
      assert.containsSubset(await records().find(account, row!.id), { resolution: 'accepted' })
      await ended(again)
      assert.deepEqual(await fits(account), [])
    }).timeout(60_000)
  }
})
