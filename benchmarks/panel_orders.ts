import { setTimeout as sleep } from 'node:timers/promises'
import { watchRows } from '#tests/support/seen_rows.js'
import type { Figure } from './figure.js'
import type { PanelMarket } from './panel_market.js'
import { quantile } from './trading_desk.js'

/** Orders whose way to the screen is timed, and the least time between two. */
const ORDERS = 60
const GAP_MS = 80
/** Orders of an account with a long life, and how often each of its lists is asked for. */
const STORED = 1_000_000
const FIRST = 10_000_000
const TURNS = 200
/** Asked before anything is timed. */
const WARM = 20
const LISTS = [
  '',
  '&open=true',
  '&strategy=bench_3',
  '&symbol=US.BEN04',
  '&strategy=bench_3&symbol=US.BEN03',
  '&state=cancelled',
  `&after=${FIRST + STORED / 2}`,
]
const ORDER = {
  symbol: 'US.BEN00',
  side: 'buy',
  quantity: '1',
  limitPrice: '1.05',
  timeInForce: 'gtc',
}

/** From the engine's own time of an order to its row on the screen. */
export async function pixelFigures({ panel, owner }: PanelMarket): Promise<Figure[]> {
  const page = await panel.open('/orders', owner)
  await page.locator('.link[data-is=live]').waitFor()
  const seenRows = await watchRows(page)
  const ids: string[] = []
  for (let n = 0; n < ORDERS; n++) {
    const key = { 'idempotency-key': `bench-pixel-${n}` }
    const { status, body } = await owner.call('POST', '/accounts/paper/orders', ORDER, key)
    const [id] = (body.orders ?? []) as string[]
    if (id === undefined) throw new Error(`an order answered ${status}: ${JSON.stringify(body)}`)
    ids.push(id)
    await sleep(GAP_MS + ((n * 37) % 120))
  }
  await page
    .locator(`tr[data-row="${ids.at(-1)}"]`)
    .first()
    .waitFor()
  const seen = await seenRows()
  const { items } = (await owner.get(`/accounts/paper/orders?limit=${ORDERS}`)).body as {
    items: { id: string; createdAt: string }[]
  }
  await page.context().close()
  const took = items.flatMap(({ id, createdAt }) =>
    ids.includes(id) ? [(seen[id] ?? Infinity) - Date.parse(createdAt)] : []
  )
  const ms = { unit: 'ms', isUpperBound: true }
  return [
    { name: 'engine event to pixel, median', value: quantile(took, 0.5), target: null, ...ms },
    { name: '... 95 of 100 within', value: quantile(took, 0.95), target: 500, ...ms },
  ]
}

/** Lists of orders over HTTP where a million lie in the database. */
export async function listFigures({ owner, database }: PanelMarket): Promise<Figure[]> {
  await database.withClient(async (client) => {
    await client.query(
      `insert into orders (account, sequence, id, strategy, symbol, side, type, role, state,
         quantity, filled, average_price, limit_price, time_in_force, parent, reference, fencing,
         created_at, updated_at)
       select 'paper', $2 + n, 'bench_order_' || n, 'bench_' || n % 20, 'US.BEN0' || n % 10,
              case n % 2 when 0 then 'buy' else 'sell' end, 'limit', 'entry',
              case when n % 10000 = 0 then 'submitted' when n % 7 = 0 then 'cancelled' else 'filled' end,
              10, 10, 100, 100, 'day', 0, n, 1,
              now() - ($1 - n) * interval '1 second', now() - ($1 - n) * interval '1 second'
         from generate_series(1, $1::bigint) as n`,
      [STORED, FIRST]
    )
    await client.query('vacuum analyze orders')
  })
  const slowest = { list: '', ms: 0 }
  const all: number[] = []
  for (const list of LISTS) {
    const took: number[] = []
    for (let n = 0; n < WARM + TURNS; n++) {
      const from = performance.now()
      const { body } = await owner.get(`/accounts/paper/orders?limit=50${list}`)
      if (n >= WARM) took.push(performance.now() - from)
      const { length } = (body.items ?? []) as unknown[]
      if (length !== 50) throw new Error(`the list ${list} has ${length} orders`)
    }
    all.push(...took)
    const ms = quantile(took, 0.99)
    if (ms > slowest.ms) Object.assign(slowest, { list, ms })
  }
  const ms = { unit: 'ms', isUpperBound: true }
  return [
    {
      name: '50 orders of 1,000,000 over HTTP, median',
      value: quantile(all, 0.5),
      target: null,
      ...ms,
    },
    {
      name: `... 99 of 100 within, slowest list ${slowest.list}`,
      value: slowest.ms,
      target: 50,
      ...ms,
    },
  ]
}
