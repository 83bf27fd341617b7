import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { OutageDesk } from '#tests/support/outage_desk.js'
import { ace } from '#tests/support/process.js'

/** Kills of one run; `AQ_CRASH_ROUNDS` asks for more. */
const ROUNDS = Number(process.env.AQ_CRASH_ROUNDS ?? 4)
/** From a server that answers to an account that trades. */
const RECOVERY_MS = 5_000
const STRATEGY = 'momentum'

test.group('kill -9 of the server', (group) => {
  let desk: OutageDesk
  group.each.setup(() => async () => desk.close())

  test(`${ROUNDS} times, with people and a strategy that trade`, async ({ assert }) => {
    desk = await OutageDesk.open('host')
    const run = async (...args: string[]) => {
      const ended = await ace([...args, '--account', desk.account], desk.folder.environment)
      assert.equal(ended.code, 0, ended.stdout + ended.stderr)
    }
    const quick = ['--param', 'fast=2', '--param', 'slow=4']
    await run('strategy:create', STRATEGY, '--symbols', 'US.AAPL', ...quick)
    await run('strategy:start', STRATEGY)
    desk.startOrdering()
    for (let round = 0; round < ROUNDS; round++) {
      await desk.goesOn(5)
      await strategyRuns()
      await sleep(Math.random() * 1_500)
      assert.isBelow(await desk.crash(), RECOVERY_MS)
    }
    await desk.goesOn(5)
    await strategyRuns()
    await desk.stopOrdering()
    await stopStrategy()
    const { books, asked, answered } = await desk.reckon()
    assert.equal(answered, asked + 2, 'every command was written once')
    assert.deepEqual(books.ours, books.brokers)
    const { strangers, ghosts, differences } = books
    assert.deepEqual([strangers, ghosts, differences], [[], [], []])
    assert.isAbove(await count(`strategy = '${STRATEGY}' and state = 'filled'`), 0)
    assert.equal(await count(`strategy = 'manual'`), await placed())
  }).timeout(ROUNDS * 30_000 + 60_000)

  const rows = <T>(text: string) =>
    desk.database.withClient(async (client) => {
      const found = await client.query(text, [desk.account])
      return found.rows as T[]
    })
  const count = async (which: string) => {
    const found = await rows<{ n: number }>(
      `select count(*)::int as n from orders where account = $1 and ${which}`
    )
    return found[0]!.n
  }
  const placed = async () => {
    const found = await rows<{ n: number }>(
      `select count(*)::int as n from trading_commands
        where account = $1 and kind = 'place_order' and status = 'done'`
    )
    return found[0]!.n
  }

  const until = async (state: string) => {
    for (let turn = 0; turn < 600; turn++) {
      const [row] = await rows<{ state: string }>('select state from strategies where account = $1')
      if (row?.state === state) return
      await sleep(50)
    }
    throw new Error(`the strategy is not ${state}:\n${desk.said}`)
  }
  const strategyRuns = () => until('running')
  const stopStrategy = async () => {
    await new PostgresInbox(desk.database).write({
      id: 'host-stop',
      account: desk.account,
      kind: 'stop_strategy',
      body: { strategy: STRATEGY, close: true },
      actor: 'test',
      expiresMs: null,
    })
    await until('stopped')
  }
})
