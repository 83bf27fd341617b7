import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import type { CommandKind } from '#ports/command_inbox.js'
import { twoBooks } from '#tests/support/broker_agrees.js'
import { DataFolder, urlOf } from '#tests/support/data_folder.js'
import { startNode, type Running } from '#tests/support/process.js'
import { openTestAccount, SHARE } from '#tests/support/trading_account.js'

/** Kills of one run; `AQ_CRASH_ROUNDS` asks for more, `AQ_CRASH_SEED` for the same again. */
const ROUNDS = Number(process.env.AQ_CRASH_ROUNDS ?? 12)
const SEED = Number(process.env.AQ_CRASH_SEED ?? Date.now() % 1_000_000)
/** From a process that has loaded to one that trades. */
const RECOVERY_MS = 5_000
const ENDED = ['filled', 'cancelled', 'rejected', 'expired']

test.group('kill -9 at any moment, again and again', (group) => {
  const folder = new DataFolder()
  const processes: Running[] = []
  let database: OpenedDatabase
  group.setup(async () => {
    database = await folder.open('test-crash-rounds')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.teardown(() => {
    for (const one of processes.splice(0)) one.child.kill('SIGKILL')
  })

  const start = (account: string): Running => {
    const args = ['tests/support/trading_process.ts', urlOf(database), account, 'never', '1']
    const running = startNode(['--import=./bin/typescript.mjs', ...args], folder.environment)
    processes.push(running)
    return running
  }

  for (const engines of [1, 2]) {
    test(`${ROUNDS} kills of ${engines === 1 ? 'one process' : 'the one of two that trades'} (seed ${SEED})`, async ({
      assert,
    }) => {
      const account = `rounds-${engines}`
      const random = randomOf(SEED + engines)
      await openTestAccount(database, account)
      const crowd = new Crowd(database, account, random)
      const running = Array.from({ length: engines }, () => start(account))
      for (let round = 0; round < ROUNDS; round++) {
        const trading = await tradingOf(running, account)
        await crowd.ask(20 + random() * 600)
        trading.child.kill('SIGKILL')
        assert.equal((await trading.ended).signal, 'SIGKILL')
        running[running.indexOf(trading)] = start(account)
        // A third of the time whoever comes next is killed before or while it recovers.
        if (random() < 0.33) {
          await sleep(300 + random() * 900)
          const [next] = running.splice(0, 1, start(account)) as [Running]
          next.child.kill('SIGKILL')
          await next.ended
        }
      }
      await tradingOf(running, account)
      await crowd.command('resume', {})
      await crowd.command('place_order', { symbol: SHARE.symbol, side: 'buy', quantity: 3 })
      await crowd.answered()
      await crowd.withdrawAll()
      await crowd.quiet()

      const { ours, brokers, ...odd } = await twoBooks(database, account)
      assert.deepEqual(ours, brokers)
      assert.deepEqual(odd, { strangers: [], ghosts: [], differences: [] })
      const placed = await crowd.placedIds()
      const ids = await crowd.orderIds()
      assert.deepEqual(placed, ids, 'each command that was carried out is one order')
      assert.isAbove(ours.fills.length, 0)
    }).timeout(ROUNDS * 8_000 + 60_000)
  }

  /** Waits until one of the processes trades. */
  const tradingOf = async (running: readonly Running[], account: string): Promise<Running> => {
    const trades = new RegExp(`${account} trades`)
    await Promise.all(running.map((one) => one.says(/begins/)))
    const deadline = Date.now() + RECOVERY_MS
    for (;;) {
      const found = running.find(({ stdout }) => trades.test(stdout))
      if (found !== undefined) return found
      if (Date.now() > deadline) {
        throw new Error(running.map(({ stdout, stderr }) => stdout + stderr).join('\n'))
      }
      await sleep(10)
    }
  }
})

/** People who want things of an account all the time. */
class Crowd {
  #count = 0

  constructor(
    private readonly database: OpenedDatabase,
    private readonly account: string,
    private readonly random: () => number
  ) {}

  /** Writes commands for so long. */
  async ask(forMs: number): Promise<void> {
    const until = Date.now() + forMs
    while (Date.now() < until) {
      await this.#askOnce()
      await sleep(this.random() * 40)
    }
  }

  command(kind: CommandKind, body: Record<string, unknown>): Promise<unknown> {
    return new PostgresInbox(this.database).write({
      id: `${this.account}-${++this.#count}`,
      account: this.account,
      kind,
      body,
      actor: 'test',
      expiresMs: null,
    })
  }

  /** Waits until every command has its outcome. */
  answered(): Promise<void> {
    return this.#until('every command answered', async () => {
      const waiting = await new PostgresInbox(this.database).waiting(this.account)
      return waiting.length === 0
    })
  }

  /** Waits until every order has ended. */
  quiet(): Promise<void> {
    return this.#until('every order ended', async () => {
      const records = new PostgresRecords(this.database)
      const orders = await records.orders(this.account, { isOpen: false, limit: 10_000 })
      return orders.every(({ state }) => ENDED.includes(state))
    })
  }

  /** Cancels what waits for a price that does not come. */
  async withdrawAll(): Promise<void> {
    const open = { isOpen: true, limit: 10_000 }
    const orders = await new PostgresRecords(this.database).orders(this.account, open)
    for (const { id, limitPrice } of orders) {
      if (limitPrice !== null) await this.command('cancel_order', { order: id })
    }
  }

  /** Orders that commands were told of, sorted. */
  placedIds(): Promise<string[]> {
    return this.#ids(
      `select jsonb_array_elements_text(detail->'orders') as id from trading_commands
        where account = $1 and kind = 'place_order' and status = 'done'`
    )
  }

  /** Orders that there are, sorted. */
  orderIds(): Promise<string[]> {
    return this.#ids('select id from orders where account = $1')
  }

  async #askOnce(): Promise<void> {
    const draw = this.random()
    const side = this.random() < 0.5 ? 'buy' : 'sell'
    const quantity = 1 + Math.floor(this.random() * 24)
    const order = { symbol: SHARE.symbol, side, quantity, timeInForce: 'gtc' }
    if (draw < 0.45) await this.command('place_order', order)
    else if (draw < 0.7) {
      const limitPrice = side === 'buy' ? 50 : 150
      await this.command('place_order', { ...order, limitPrice })
    } else if (draw < 0.94) {
      const open = { isOpen: true, limit: 20 }
      const orders = await new PostgresRecords(this.database).orders(this.account, open)
      const chosen = orders[Math.floor(this.random() * orders.length)]
      if (chosen === undefined) return
      if (draw < 0.82) await this.command('cancel_order', { order: chosen.id })
      else if (chosen.limitPrice !== null) {
        const limitPrice = chosen.limitPrice + (chosen.side === 'buy' ? 1 : -1)
        await this.command('replace_order', { order: chosen.id, limitPrice })
      }
    } else {
      await this.command(draw < 0.97 ? 'halt' : 'resume', { reason: 'test' })
    }
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`it was not so in time: ${what}`)
      await sleep(50)
    }
  }

  #ids(text: string): Promise<string[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ id: string }>(text, [this.account])
      return rows.map(({ id }) => id).sort()
    })
  }
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
