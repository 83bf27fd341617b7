/**
 * A process that trades at the paper broker as fast as it can until it is killed: `URL ACCOUNT FENCING`.
 * It prints each report as a line of JSON, and `sent ID` for each order that was handed over.
 */
import { ROOT } from './data_folder.js'
import { PaperSession } from '#adapters/broker/paper/paper_session.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import { openDatabase } from '#adapters/database/open_database.js'

const [url, account, fencingText] = process.argv.slice(2) as [string, string, string]
const fencing = Number(fencingText)
const database = await openDatabase({ root: ROOT, databaseUrl: url })
const session = await PaperSession.open(database, { account, fencing }, systemClock, {
  settings: {
    hours: 'always',
    toVenueMs: 3,
    jitterMs: 4,
    slippage: { type: 'basis_points', bps: 3 },
  },
})
const write = (line: string) => process.stdout.write(`${line}\n`)
session.onReport((report) => {
  write(JSON.stringify(report))
  if (report.type === 'disconnected') process.exit(1)
})

const SYMBOLS = ['US.AAPL', 'US.MSFT', 'HK.00700']
let round = 0

/** Quotes that go up and down, with a few units on either side. */
function quote(): void {
  round++
  for (const [at, symbol] of SYMBOLS.entries()) {
    const bid = 100 + at + Math.round(50 * Math.sin(round / 40 + at)) / 100
    const sizes = { bidSize: 40, askSize: 40, last: null, lastSize: null, volume: null }
    session.see({ type: 'quote', symbol, atMs: Date.now(), bid, ask: bid + 0.02, ...sizes })
  }
}

/** Orders of every kind; some are changed, some cancelled. */
async function trade(number: number): Promise<void> {
  const clientOrderId = `ord_${account}_${fencing}_${number}`
  const isLimit = number % 3 === 0
  const type = isLimit ? 'limit' : number % 7 === 0 ? 'trailing_stop' : 'market'
  await session.submit({
    clientOrderId,
    symbol: SYMBOLS[number % SYMBOLS.length]!,
    side: number % 5 < 3 ? 'buy' : 'sell',
    type,
    quantity: 5 + (number % 60),
    limitPrice: isLimit ? 101 : null,
    stopPrice: null,
    trail: type === 'trailing_stop' ? { kind: 'fraction', value: 0.001 } : null,
    timeInForce: number % 11 === 0 ? 'ioc' : 'gtc',
    goodTillMs: null,
    fencing,
  })
  write(`sent ${clientOrderId}`)
  if (number % 4 === 0) await session.cancel(clientOrderId)
  if (isLimit) {
    const terms = { quantity: 20, limitPrice: 102, stopPrice: null, fencing }
    await session.replace({ clientOrderId, ...terms })
  }
}

write('trades')
for (let number = 1; ; number += 4) {
  quote()
  await Promise.all([0, 1, 2, 3].map((more) => trade(number + more)))
  await new Promise((resolve) => setImmediate(resolve))
}
