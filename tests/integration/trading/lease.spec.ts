import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresLeases } from '#adapters/journal/postgres/postgres_leases.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import { rebuild } from '#engine/trading/rebuild.js'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import { twoBooks } from '#tests/support/broker_agrees.js'
import { DataFolder, urlOf } from '#tests/support/data_folder.js'
import { startNode, type Running } from '#tests/support/process.js'
import { openTestAccount, orderCommand } from '#tests/support/trading_account.js'

test.group('who may trade', (group) => {
  const folder = new DataFolder()
  const processes: Running[] = []
  let database: OpenedDatabase
  group.setup(async () => {
    database = await folder.open('test-lease')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.teardown(() => {
    for (const one of processes.splice(0)) one.child.kill('SIGKILL')
  })

  const start = (account: string) => {
    const args = ['tests/support/trading_process.ts', urlOf(database), account, 'never', '1']
    const running = startNode(['--import=./bin/typescript.mjs', ...args], folder.environment)
    processes.push(running)
    return running
  }
  const priced = async (account: string) => {
    const journal = new PostgresJournal(database)
    while ((await journal.lastSequence(account)) < 2) await sleep(20)
  }
  const outcome = async (id: string) => {
    const inbox = new PostgresInbox(database)
    for (let turn = 0; turn < 200; turn++) {
      const state = await inbox.state(id)
      if (state !== null && state.status !== 'waiting') return state
      await sleep(20)
    }
    throw new Error(`nobody carried out ${id}`)
  }
  const say = (account: string, id: string, kind: 'halt' | 'resume') =>
    new PostgresInbox(database).write({
      id,
      account,
      kind,
      body: { reason: 'test' },
      actor: 'test',
      expiresMs: null,
    })

  test('a batch under an older lease is refused and leaves nothing', async ({ assert }) => {
    await openTestAccount(database, 'fenced')
    const journal = new PostgresJournal(database)
    const { book } = await rebuild(journal, 'fenced')
    const answer = await new PostgresLeases(database).acquire()
    if (answer.type === 'held') throw new Error(answer.by)
    const older = await answer.lease.takeAccount('fenced')
    const newer = await answer.lease.takeAccount('fenced')
    assert.isAbove(newer, older)
    const draft = new BatchDraft(book, older)
    draft.add({ type: 'price_seen', instrument: 0, price: 100, atMs: 1, isBarEnd: false }, 1)
    await assert.rejects(() => journal.append(draft.toBatch()), /another engine trades/)
    assert.equal(await journal.lastSequence('fenced'), 1)
    assert.lengthOf(await journal.read('fenced', 1, 10), 1)
    await journal.append({ ...draft.toBatch(), fencing: newer })
    // The same rows once more do not begin where the journal ends.
    await assert.rejects(() => journal.append({ ...draft.toBatch(), fencing: newer }))
    assert.equal(await journal.lastSequence('fenced'), 2)
    await answer.lease.release()
  })

  test('the second process only reads, and takes over when the first is gone', async ({
    assert,
  }) => {
    await openTestAccount(database, 'two')
    const first = start('two')
    await first.says(/two trades/)
    const second = start('two')
    await second.says(new RegExp(`process ${first.pid} trades; this process only reads`))
    assert.equal(await new PostgresRecords(database).tradedBy(), `process ${first.pid}`)
    first.child.kill('SIGKILL')
    await second.says(/two trades; 0 open orders/, 5_000)
    await orderCommand(database, 'two', { key: 'two-1', side: 'buy', quantity: 1 })
    assert.equal((await outcome('two-1')).status, 'done')
  })

  test('a process that slept through the loss of its lease writes and sends nothing', async ({
    assert,
  }) => {
    const account = 'asleep'
    await openTestAccount(database, account)
    const first = start(account)
    await first.says(/asleep trades/)
    await priced(account)
    await orderCommand(database, account, { key: 'a-1', side: 'buy', quantity: 400 })
    assert.equal((await outcome('a-1')).status, 'done')
    const second = start(account)
    await second.says(/this process only reads/)
    // It stands still in the middle of its fills, and only the connection that holds the lease breaks.
    first.child.kill('SIGSTOP')
    await database.withClient((client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`,
        [`aq-trading pid=${first.pid}`]
      )
    )
    await second.says(/asleep trades; 1 open orders/, 10_000)
    const records = new PostgresRecords(database)
    const own = async () => (await records.accounts()).find(({ name }) => name === account)!
    const { fencing: newest } = await own()
    await orderCommand(database, account, { key: 'a-2', side: 'buy', quantity: 4 })
    assert.equal((await outcome('a-2')).status, 'done')

    first.child.kill('SIGCONT')
    await first.says(/begins anew/, 10_000)
    await first.says(new RegExp(`process ${second.pid} trades; this process only reads`), 10_000)
    const cancel = { kind: 'cancel_order', body: { order: 'ord_asleep_1' } } as const
    const common = { account, actor: 'test', expiresMs: null }
    await new PostgresInbox(database).write({ ...common, id: 'a-3', ...cancel })
    for (let turn = 0; turn < 400; turn++) {
      if ((await records.orders(account, { isOpen: true, limit: 1 })).length === 0) break
      await sleep(50)
    }
    assert.equal((await own()).fencing, newest)
    const { ours, brokers, ...odd } = await twoBooks(database, account)
    assert.deepEqual(ours, brokers)
    assert.lengthOf(ours.fills, 2)
    assert.deepEqual(odd, { strangers: [], ghosts: [], differences: [] })
    const rows = await new PostgresJournal(database).read(account, 1, 100_000)
    assert.deepEqual(
      rows.map(({ sequence }) => sequence),
      rows.map((_, at) => at + 1)
    )
  }).timeout(60_000)

  test('the database drops every connection: the engine begins anew and loses nothing', async ({
    assert,
  }) => {
    const account = 'dropped'
    await openTestAccount(database, account)
    const running = start(account)
    await running.says(/dropped trades/)
    await priced(account)
    await orderCommand(database, account, { key: 'd-1', side: 'buy', quantity: 40 })
    assert.equal((await outcome('d-1')).status, 'done')
    // It is at the broker: what had not got there would end as rejected.
    const records = new PostgresRecords(database)
    const first = async () => (await records.orders(account, { isOpen: false, limit: 1 }))[0]
    for (let turn = 0; turn < 200 && !((await first())!.filled > 0); turn++) await sleep(10)
    await database.withClient((client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name like 'aq-trading%' or application_name like 'aq-inbox%'
             or application_name = 'aq'`
      )
    )
    await running.says(/begins anew/)
    await running.says(/dropped trades[^]*dropped trades/, 10_000)
    for (let turn = 0; turn < 200; turn++) {
      if ((await records.orders(account, { isOpen: true, limit: 1 })).length === 0) break
      await sleep(50)
    }
    const [order] = await records.orders(account, { isOpen: false, limit: 1 })
    assert.deepEqual([order!.state, order!.filled], ['filled', 40])
    assert.equal((await records.positions(account))[0]!.quantity, 40)
    const ports = { journal: new PostgresJournal(database), records }
    assert.deepEqual((await verifyJournal(ports, account)).differences, [])
  })

  test('commands: one key is one order, halt denies, resume allows, what is over is said', async ({
    assert,
  }) => {
    const account = 'commands'
    await openTestAccount(database, account)
    await start(account).says(/commands trades/)
    await priced(account)
    for (let time = 0; time < 3; time++) {
      await orderCommand(database, account, { key: 'once', side: 'buy', quantity: 2 })
    }
    assert.equal((await outcome('once')).status, 'done')
    await say(account, 'halt-1', 'halt')
    assert.equal((await outcome('halt-1')).status, 'done')
    await orderCommand(database, account, { key: 'denied', side: 'buy', quantity: 2 })
    const denied = await outcome('denied')
    assert.equal(denied.status, 'refused')
    assert.include(String(denied.detail?.reason), 'trading is halted')
    await orderCommand(database, account, { key: 'exit', side: 'sell', quantity: 2 })
    assert.equal((await outcome('exit')).status, 'done', 'what only reduces risk is never blocked')
    await say(account, 'resume-1', 'resume')
    assert.equal((await outcome('resume-1')).status, 'done')
    await orderCommand(database, account, { key: 'allowed', side: 'buy', quantity: 2 })
    assert.equal((await outcome('allowed')).status, 'done')

    const records = new PostgresRecords(database)
    const orders = await records.orders(account, { isOpen: false, limit: 10 })
    assert.lengthOf(orders, 3)
    const inbox = new PostgresInbox(database)
    const common = { account, actor: 'test', expiresMs: null }
    const cancel = (id: string, order: string) =>
      inbox.write({ ...common, id, kind: 'cancel_order', body: { order } })
    await cancel('cancel-1', orders[2]!.id)
    await cancel('cancel-2', 'ord_commands_99')
    await cancel('cancel-3', 'nonsense')
    assert.include(String((await outcome('cancel-1')).detail?.reason), 'has ended already')
    assert.include(String((await outcome('cancel-2')).detail?.reason), 'there is no order')
    assert.include(String((await outcome('cancel-3')).detail?.reason), 'is not an order of this')
    await inbox.write({ ...common, id: 'late', kind: 'resume', body: {}, expiresMs: 1 })
    assert.include(String((await outcome('late')).detail?.reason), 'too late')
  })

  test('the journal is verified beside a running engine, and a changed row is found', async ({
    assert,
  }) => {
    const account = 'verified'
    await openTestAccount(database, account)
    const running = start(account)
    await running.says(/verified trades/)
    await priced(account)
    await orderCommand(database, account, { key: 'v-1', side: 'buy', quantity: 10 })
    assert.equal((await outcome('v-1')).status, 'done')
    const ports = { journal: new PostgresJournal(database), records: new PostgresRecords(database) }
    assert.deepEqual((await verifyJournal(ports, account)).differences, [])
    while ((await ports.records.orders(account, { isOpen: true, limit: 1 })).length > 0) {
      await sleep(20)
    }
    running.child.kill('SIGTERM')
    assert.equal((await running.ended).code, 0)
    await database.withClient((client) =>
      client.query(
        `update journal set entry = replace(entry, '"side":"buy"', '"side":"sell"')
          where account = $1 and entry like '%signal_proposed%'`,
        [account]
      )
    )
    const { differences } = await verifyJournal(ports, account)
    assert.isAbove(differences.length, 0)
    assert.match(differences[0]!, /row \d+ \(signal_proposed\) gave other commands/)
  })
})
