import { test } from '@japa/runner'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresEquityMarks } from '#adapters/equity_marks/postgres_equity_marks.js'
import { equityCourse } from '#engine/portfolio/equity_course.js'
import { micros } from '#kernel/values/micros.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { ShiftedClock } from '#tests/support/shifted_clock.js'
import { openTestAccount } from '#tests/support/trading_account.js'

const UNIT = 1_000_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const NOON_MS = Date.UTC(2026, 2, 4, 12)

test.group('the course of equity', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let marks: PostgresEquityMarks
  let accounts = 0
  let account = ''
  group.setup(async () => {
    database = await folder.open('test-equity')
    marks = new PostgresEquityMarks(database)
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.setup(async () => {
    account = `equity-${++accounts}`
    await openTestAccount(database, account)
  })

  const save = (atMs: number, equity: number, outside = 100) =>
    marks.save(account, { atMs, equity: micros(equity * UNIT), outside: micros(outside * UNIT) })
  const course = (range: '1d' | '1w' | '1m' | 'all') =>
    equityCourse(marks, account, { range, nowMs: NOON_MS })

  test('an engine that runs writes what its account is worth', async ({ assert }) => {
    const clock = new ShiftedClock()
    const bench = new PaperEngine(database, account, {}, clock)
    await bench.start()
    await bench.quote(100)
    await bench.trade('buy', 10)
    await bench.quote(105)
    await bench.stop()
    await bench.start()
    await bench.stop()
    const found = await marks.since(account, clock.nowMs() - HOUR_MS, 1)
    assert.deepEqual(
      found.map(({ equity }) => equity),
      [100_000 * UNIT, 100_050 * UNIT]
    )
    assert.equal(found[1]!.outside, 100_000 * UNIT)
  })

  test('a day has one point a minute, its last; what is older is in longer ranges', async ({
    assert,
  }) => {
    await save(NOON_MS - 2 * DAY_MS, 90)
    await save(NOON_MS - 10 * MINUTE_MS, 100)
    await save(NOON_MS - 10 * MINUTE_MS + 20_000, 101)
    await save(NOON_MS - MINUTE_MS, 99)
    const day = await course('1d')
    assert.deepEqual(day.equity, [101 * UNIT, 99 * UNIT])
    assert.deepEqual(day.atMs, [NOON_MS - 10 * MINUTE_MS + 20_000, NOON_MS - MINUTE_MS])
    assert.deepEqual(
      day.drawdown.map((part) => Math.round(part * 1e6)),
      [0, Math.round((99 / 101 - 1) * 1e6)]
    )
    assert.deepEqual((await course('1w')).equity, [90 * UNIT, 99 * UNIT])
  })

  test('money from outside is no gain, and what is taken out is no fall', async ({ assert }) => {
    await save(NOON_MS - 3 * MINUTE_MS, 100)
    await save(NOON_MS - 2 * MINUTE_MS, 300, 300)
    await save(NOON_MS - MINUTE_MS, 50, 50)
    const { drawdown, equity } = await course('1d')
    assert.deepEqual(equity, [100 * UNIT, 300 * UNIT, 50 * UNIT])
    assert.deepEqual(drawdown, [0, 0, 0])
  })

  test('old marks are thinned to the last of each hour, and then go', async ({ assert }) => {
    for (let n = 0; n < 6; n++) await save(NOON_MS - 5 * DAY_MS + n * 15 * MINUTE_MS, 100 + n)
    await save(NOON_MS - 500 * DAY_MS, 70)
    await save(NOON_MS - MINUTE_MS, 200)
    await marks.thin(account, {
      hourlyMs: NOON_MS - 2 * DAY_MS,
      goneMs: NOON_MS - 400 * DAY_MS,
    })
    const left = await marks.since(account, 0, 1)
    assert.deepEqual(
      left.map(({ equity }) => equity),
      [103 * UNIT, 105 * UNIT, 200 * UNIT]
    )
  })

  test('an account without a mark has an empty course', async ({ assert }) => {
    assert.deepEqual(await course('all'), { atMs: [], equity: [], drawdown: [] })
  })
})
