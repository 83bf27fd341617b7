import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { PaperSession } from '#adapters/broker/paper/paper_session.js'
import { systemClock } from '#adapters/clock/system_clock.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import type { BrokerReport } from '#ports/broker.js'
import { DataFolder, urlOf } from '#tests/support/data_folder.js'
import { openPaperAccount } from '#tests/support/paper_account.js'
import { startNode } from '#tests/support/process.js'

const ROUNDS = 12
const ACCOUNT = 'crashing'

/** Every sum of the books that does not agree, worked out by the database from the executions. */
const DISAGREEMENTS = `
  with moved as (
    select f.currency, o.symbol, o.client_order_id,
           case o.side when 'buy' then f.quantity else -f.quantity end as units,
           case o.side when 'buy' then -f.value else f.value end - f.fee as cash
      from paper_fills f join paper_orders o using (account, client_order_id)
     where f.account = $1
  )
  select 'cash ' || c.currency as what, c.amount::text as is,
         (case c.currency when a.currency then a.starting_cash else 0 end + m.sum)::text as should
    from paper_cash c join paper_accounts a using (account)
    join (select currency, sum(cash) as sum from moved group by 1) m on m.currency = c.currency
   where c.account = $1
     and c.amount <> case c.currency when a.currency then a.starting_cash else 0 end + m.sum
  union all
  select 'position ' || symbol, p.quantity::text, coalesce(m.sum, 0)::text
    from (select * from paper_positions where account = $1) p
    full join (select symbol, sum(units) as sum from moved group by 1) m using (symbol)
   where coalesce(p.quantity, 0) <> coalesce(m.sum, 0)
  union all
  select 'order ' || o.client_order_id, o.filled::text, coalesce(m.sum, 0)::text
    from paper_orders o
    left join (select client_order_id, sum(abs(units)) as sum from moved group by 1) m
      using (client_order_id)
   where o.account = $1 and (o.filled <> coalesce(m.sum, 0) or o.filled > o.quantity
          or (o.status = 'filled') <> (o.filled = o.quantity and o.status <> 'cancelled'))
  union all
  select 'counts', (order_count || ' ' || fill_count),
         (select count(*) from paper_orders where account = $1) || ' ' ||
         (select count(*) from paper_fills where account = $1)
    from paper_accounts
   where account = $1
     and (order_count <> (select count(*) from paper_orders where account = $1)
       or fill_count <> (select count(*) from paper_fills where account = $1))`

test.group('paper broker: killed at any point', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase

  group.setup(async () => {
    database = await folder.open()
    await openPaperAccount(database, ACCOUNT)
    return async () => {
      await database.close()
      folder.remove()
    }
  })

  test(`its books add up and hold all it told, ${ROUNDS} times`, async ({ assert }) => {
    const told: BrokerReport[] = []
    const sent: string[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      const script = ['--import=./bin/typescript.mjs', 'tests/support/paper_trader.ts']
      const trader = startNode([...script, urlOf(database), ACCOUNT, String(round)], process.env)
      await trader.says(/^trades$/m)
      await sleep(40 + ((round * 67) % 400))
      trader.child.kill('SIGKILL')
      const { signal, stdout, stderr } = await trader.ended
      assert.equal(signal, 'SIGKILL', stderr)
      for (const line of stdout.split('\n').slice(0, -1)) {
        if (line.startsWith('sent ')) sent.push(line.slice(5))
        else if (line.startsWith('{')) told.push(JSON.parse(line) as BrokerReport)
      }
      const { rows } = await database.withClient((client) => client.query(DISAGREEMENTS, [ACCOUNT]))
      assert.deepEqual(rows, [], `round ${round}`)
    }
    const access = { account: ACCOUNT, fencing: ROUNDS + 1 }
    const session = await PaperSession.open(database, access, systemClock)
    const known = new Set((await session.orders(0)).orders.map((order) => order.clientOrderId))
    const fills = new Map((await session.fills(0)).map((fill) => [fill.brokerFillId, fill]))
    assert.deepEqual(
      sent.filter((id) => !known.has(id)),
      []
    )
    let executions = 0
    for (const report of told) {
      if (report.type !== 'filled') continue
      executions++
      assert.deepEqual(report.fill, fills.get(report.fill.brokerFillId))
    }
    assert.isAbove(executions, ROUNDS)
    assert.isAbove(fills.size, executions - 1)
    const ended = new Map((await session.orders(0)).orders.map((one) => [one.clientOrderId, one]))
    for (const report of told) {
      if (report.type !== 'cancelled' && report.type !== 'expired') continue
      const { status, filled } = ended.get(report.clientOrderId)!
      assert.deepEqual({ status, filled }, { status: report.type, filled: report.filled })
    }
    await session.close()
  })

  test('a session whose database goes away says so, tells nothing unwritten, and the next one goes on', async ({
    assert,
  }) => {
    const account = 'cut-off'
    await openPaperAccount(database, account)
    const session = await PaperSession.open(database, { account, fencing: 1 }, systemClock, {
      settings: { hours: 'always' },
    })
    const told: BrokerReport[] = []
    session.onReport((report) => told.push(report))
    const order = (clientOrderId: string, fencing: number) => {
      const terms = { symbol: 'US.AAPL', side: 'buy', type: 'limit', quantity: 10 } as const
      const prices = { limitPrice: 90, stopPrice: null, trail: null, goodTillMs: null }
      return { clientOrderId, ...terms, ...prices, timeInForce: 'gtc', fencing } as const
    }
    await session.submit(order('kept', 1))
    // The table is locked, then every connection that waits for it is cut.
    await database.transaction(async (client) => {
      await client.query('lock table paper_accounts in access exclusive mode')
      const lost = session.submit(order('lost', 1))
      lost.catch(() => {})
      for (let cut = 0; cut === 0; await sleep(10)) {
        const { rowCount } = await database.withClient((other) =>
          other.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
              where wait_event_type = 'Lock' and datname = current_database()`
          )
        )
        cut = rowCount ?? 0
      }
      await assert.rejects(() => lost)
    })
    await sleep(50)
    assert.deepEqual(
      told.map(({ type }) => type),
      ['accepted', 'disconnected']
    )
    await assert.rejects(() => session.submit(order('after', 1)))
    await assert.rejects(() => session.orders(0))
    await session.close()
    const next = await PaperSession.open(database, { account, fencing: 2 }, systemClock)
    const { orders } = await next.orders(0)
    assert.deepEqual(
      orders.map(({ clientOrderId, status }) => `${clientOrderId} ${status}`),
      ['kept working']
    )
    await next.submit(order('lost', 2))
    assert.lengthOf((await next.orders(0)).orders, 2)
    await next.close()
  })

  test('orders and cancels that were under way arrive after a new start', async ({ assert }) => {
    const account = 'under-way'
    await openPaperAccount(database, account)
    const slow = { settings: { hours: 'always', toVenueMs: 300 } } as const
    const first = await PaperSession.open(database, { account, fencing: 1 }, systemClock, slow)
    const terms = { symbol: 'US.AAPL', side: 'buy', type: 'limit', quantity: 10 } as const
    const prices = { limitPrice: 90, stopPrice: null, trail: null, goodTillMs: null }
    const order = { ...terms, ...prices, timeInForce: 'gtc', fencing: 1 } as const
    await first.submit({ ...order, clientOrderId: 'a' })
    await first.submit({ ...order, clientOrderId: 'b' })
    await first.cancel('b')
    await first.close()
    const second = await PaperSession.open(database, { account, fencing: 2 }, systemClock, slow)
    const told: string[] = []
    second.onReport((report) => {
      if ('clientOrderId' in report) told.push(`${report.clientOrderId} ${report.type}`)
    })
    for (let tries = 0; told.length < 3 && tries < 200; tries++) await sleep(10)
    assert.deepEqual(told, ['a accepted', 'b accepted', 'b cancelled'])
    const { rows } = await database.withClient((client) =>
      client.query('select * from paper_messages where account = $1', [account])
    )
    assert.lengthOf(rows, 0)
    await second.close()
  })
})
