import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { PostgresRunStore } from '#adapters/run_store/postgres_run_store.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { ROOT } from '#tests/support/data_folder.js'
import { ParityBench, type Traded } from '#tests/support/parity_bench.js'
import { ace } from '#tests/support/process.js'
import { dailyColumns } from '#tests/support/simulate.js'

/* Live trading on the bars of a backtest makes the same orders and fills, to the last bit. */

const SPX = fileURLToPath(
  new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url)
)
const FIXTURE = join(ROOT, 'tests/fixtures/every_order')

/**
 * Prices that wander, the same each time; every seventh day one of them does not trade. On a day named in
 * `splits` they are divided.
 */
function wandering(seed: number, from: number, splits: Record<number, number> = {}): string {
  let state = seed
  const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const cents = (price: number) => (Math.round(price * 100) / 100).toFixed(2)
  const lines = ['date,open,high,low,close,volume']
  let last = from
  for (let day = 0; day < 500; day++) {
    last /= splits[day] ?? 1
    const open = last * (1 + (chance() - 0.5) * 0.01)
    const close = open * (1 + (chance() - 0.495) * 0.03)
    const high = Math.max(open, close) * (1 + chance() * 0.01)
    const low = Math.min(open, close) * (1 - chance() * 0.01)
    last = close
    if (day % 7 === seed % 7) continue
    const date = new Date(Date.UTC(2022, 0, 3 + day)).toISOString().slice(0, 10)
    const prices = [open, high + 0.01, low - 0.01, close].map(cents)
    lines.push([date, ...prices, Math.round(1_000 + chance() * 9_000)].join(','))
  }
  return `${lines.join('\n')}\n`
}

test.group('a strategy that trades live on the bars of a backtest', (group) => {
  let bench: ParityBench
  const files: Record<string, string> = {}
  group.each.timeout(300_000)

  const command = async (...words: string[]) => {
    const { code, stdout, stderr } = await ace(words, bench.folder.environment)
    if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr}${stdout}`)
    return stdout
  }

  group.setup(async () => {
    bench = await ParityBench.open()
    for (const [symbol, text] of [
      ['US.SPX', readFileSync(SPX, 'utf8').split('\n').slice(0, 1_200).join('\n')],
      ['US.WAVE', wandering(5, 90)],
      ['US.DRIFT', wandering(11, 40)],
      ['US.PARTS', wandering(17, 300, { 201: 3, 341: 0.4 })],
    ] as const) {
      files[symbol] = join(bench.folder.path, `${symbol}.csv`)
      writeFileSync(files[symbol], text)
      await command('bars:import', files[symbol], '--symbol', symbol, '--timeframe', '1d')
    }
    const actions = join(bench.folder.path, 'actions.csv')
    writeFileSync(actions, ACTIONS)
    await command('actions:import', actions, '--symbol', 'US.PARTS')
    await command('plugin:install', FIXTURE, '--yes', '--allow-unsigned')
    await command('plugin:grant', 'every_order', '--env', 'paper', '--all')
    return () => bench.close()
  })

  /** Runs the backtest of the command line, then the same live. */
  const both = async (plugin: string, symbols: readonly string[], ...words: string[]) => {
    const printed = await command(
      ...['backtest', plugin, '--symbols', symbols.join(','), '--json', ...words]
    )
    const { runId, fills } = JSON.parse(printed) as { runId: string; fills: PrintedFill[] }
    const run = await new PostgresRunStore(bench.database).find(runId)
    if (run === null) throw new Error(`there is no run ${runId}`)
    const config = run.settings.config as SimulationConfig
    const { parameters } = run.strategies[0]!
    const columns = symbols.map((symbol, i) => {
      const { count } = config.bars[i]!
      return { ...dailyColumns(files[symbol]!), count }
    })
    const texts = Object.entries(parameters).map(([key, value]) => [key, String(value)] as const)
    const wanted = { plugin, parameters: Object.fromEntries(texts), config, columns }
    const live = await bench.trade(wanted)
    return { run, fills, live }
  }

  const costs = ['--commission', 'futu-us', '--slippage', 'bps:5']
  for (const [plugin, words, fillsMin] of [
    ['momentum', ['--param', 'fast=5', '--param', 'slow=20', '--param', 'stopLoss=0.02'], 40],
    ['mean_reversion', ['--param', 'oversold=45', '--param', 'stopLoss=0.02'], 20],
    ['buy_and_hold', [], 1],
  ] as const) {
    test(`${plugin}: the same orders and fills, hash for hash`, async ({ assert }) => {
      const from = ['--from', '2000-06-01']
      const { run, fills, live } = await both(plugin, ['US.SPX'], ...words, ...costs, ...from)
      assert.deepEqual(live.fills.map(shown), fills.map(printedAs))
      assert.equal(live.hash, run.orderListHash)
      assert.isAtLeast(live.fills.length, fillsMin)
      if (plugin !== 'buy_and_hold') assert.isAbove(filledAs(live, 'stop_loss'), 1)
    })
  }

  test('splits and dividends while positions are held and orders rest: the same', async ({
    assert,
  }) => {
    const { run, fills, live } = await both('every_order', ['US.PARTS'], ...costs)
    assert.deepEqual(live.fills.map(shown), fills.map(printedAs))
    assert.equal(live.hash, run.orderListHash)
    assert.deepEqual(live.account.held, live.broker.held)
    assert.approximately(live.account.cash, live.broker.cash, 0.001)
    const config = run.settings.config as SimulationConfig
    assert.lengthOf(config.actions[0]!, 4)
    assert.isAbove(live.fills.length, 150)
  })

  test('every kind of order, in two instruments, with limits that bite: the same to the last bit', async ({
    assert,
  }) => {
    const limits = join(bench.folder.path, 'limits.json')
    writeFileSync(limits, JSON.stringify(LIMITS))
    const { run, fills, live } = await both(
      ...(['every_order', ['US.WAVE', 'US.DRIFT'], ...costs] as const),
      ...['--participation', '0.02', '--limits', limits]
    )
    assert.deepEqual(live.fills.map(shown), fills.map(printedAs))
    assert.equal(live.hash, run.orderListHash)
    assert.deepEqual(live.account.held, live.broker.held)
    assert.approximately(live.account.cash, live.broker.cash, 0.001)
    assert.isAbove(live.fills.length, 500)
    for (const role of ['entry', 'close', 'stop_loss', 'take_profit', 'trailing_stop'] as const) {
      assert.isAbove(filledAs(live, role), 3, role)
    }
    const seen = new Set(live.orders.map(({ type }) => type))
    assert.sameMembers([...seen], ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'])
    const states = new Set(live.orders.map(({ state }) => state))
    assert.includeMembers([...states], ['filled', 'cancelled', 'expired'])
  })
})

/** Days of the wandering prices on which they trade. */
const dateOf = (day: number) => new Date(Date.UTC(2022, 0, 3 + day)).toISOString().slice(0, 10)
const ACTIONS = [
  'ex_date,kind,ratio,amount',
  `${dateOf(100)},dividend,,2.5`,
  `${dateOf(201)},split,3,`,
  `${dateOf(300)},dividend,,0.75`,
  `${dateOf(341)},split,0.4,`,
  '',
].join('\n')

const LIMITS = {
  position: { quantityMax: 400 },
  portfolio: { exposureFractionMax: 0.5, leverageMax: 1 },
  loss: { drawdownFractionMax: 0.2 },
}

/** Orders of a role that filled. */
function filledAs({ orders }: Traded, role: Traded['orders'][number]['role']): number {
  return orders.filter((order) => order.role === role && order.filled > 0).length
}

interface PrintedFill {
  readonly order: string
  readonly side: string
  readonly quantity: number
  readonly price: number
}

/** What a difference is easiest seen by. */
function printedAs({ order, side, quantity, price }: PrintedFill): string {
  return `${order.split('_').at(-1)} ${side} ${quantity} ${price}`
}

function shown({ orderSequence, side, quantity, price }: Traded['fills'][number]): string {
  return `${orderSequence} ${side} ${quantity} ${price}`
}
