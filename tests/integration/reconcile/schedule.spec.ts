import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import type { ReconciliationRow } from '#ports/reconcile_records.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { ShiftedClock } from '#tests/support/shifted_clock.js'
import { openTestAccount } from '#tests/support/trading_account.js'

const HOUR_MS = 3_600_000

test.group('comparisons by the clock', (group) => {
  const folder = new DataFolder()
  const clock = new ShiftedClock()
  let database: OpenedDatabase
  let bench: PaperEngine
  group.setup(async () => {
    database = await folder.open('test-schedule')
    await openTestAccount(database, 'clockwork')
    bench = new PaperEngine(database, 'clockwork', {}, clock)
    await bench.start()
  })
  group.teardown(async () => {
    await bench.stop()
    await database.close()
    folder.remove()
  })

  /** The newest comparison, when there are so many. */
  const run = async (count: number): Promise<ReconciliationRow> => {
    for (let turn = 0; turn < 200; turn++) {
      const runs = await bench.records.runs(bench.account, 10)
      if (runs.length >= count) return runs[0]!
      await sleep(100)
    }
    throw new Error(`there were no ${count} comparisons`)
  }

  test('one that is due, and one that fails', async ({ assert }) => {
    clock.set(clock.nowMs() + HOUR_MS)
    assert.containsSubset(await run(2), { trigger: 'schedule', outcome: 'agrees' })

    await bench.sql('alter table paper_fills rename to paper_fills_away')
    clock.set(clock.nowMs() + HOUR_MS)
    const failed = await run(3)
    await bench.sql('alter table paper_fills_away rename to paper_fills')
    assert.containsSubset(failed, { trigger: 'schedule', outcome: 'failed' })
    assert.include(failed.remark, 'paper_fills')
    const key = `${bench.account}:reconcile:failed`
    assert.containsSubset(bench.raised, [{ key, severity: 'warning' }])

    clock.set(clock.nowMs() + HOUR_MS)
    assert.containsSubset(await run(4), { trigger: 'schedule', outcome: 'agrees' })
    assert.include(bench.resolved, key)
  }).timeout(60_000)
})
