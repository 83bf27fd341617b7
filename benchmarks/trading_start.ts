import type { TradingLease } from '#ports/trading_lease.js'
import type { OpenDatabase } from '#ports/database.js'
import type { Figure } from './figure.js'
import { openAccount, openDesk } from './trading_desk.js'
import { writeHistory } from './trading_history.js'

const ACCOUNT = 'history'
const HISTORY = { orders: 100_000, rows: 1_000_000 }
const STARTS = 3

/** From nothing to trading, with what a busy day left behind: snapshot, journal, the broker's books. */
export async function startFigures(
  database: OpenDatabase,
  lease: TradingLease,
  history = HISTORY
): Promise<Figure[]> {
  await openAccount(database, ACCOUNT, { instruments: 100, strategies: 20 })
  const fencing = await lease.takeAccount(ACCOUNT)
  await writeHistory(database, { account: ACCOUNT, fencing }, history)
  const times: number[] = []
  for (let n = 0; n < STARTS; n++) {
    const from = performance.now()
    const desk = await openDesk(database, ACCOUNT, lease)
    times.push(performance.now() - from)
    // As after a crash: the next start finds the same snapshot and the same rows behind it.
    await desk.engine.abandon()
  }
  return [
    {
      name: `start with ${history.orders} orders of a day and ${history.rows} rows`,
      value: Math.max(...times),
      unit: 'ms',
      target: 5_000,
      isUpperBound: true,
    },
  ]
}
