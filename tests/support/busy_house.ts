import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiAnswer, ApiCaller } from './api_caller.js'
import { OWNER } from './panel_browser.js'
import type { PluginRegistry } from './plugin_registry.js'

/** Ids of what happened, for the pages that show one of a kind. */
export interface BusyHouse {
  readonly order: string
  readonly trace: string
  /** Stored backtests, newest first. */
  readonly runs: readonly string[]
  readonly plugin: string
  readonly strategy: string
}

/** What an install asks before it is done. */
interface Consent {
  readonly consentTo: string
  readonly permissions: readonly { readonly id: string }[]
}

/** Plugins of the registry: the first is installed, and there is an update that asks for more. */
const BREAKOUT = {
  id: 'momentum_breakout',
  name: 'Momentum Breakout',
  description: 'Buys when the price leaves its range upwards with volume behind it.',
  readme: [
    '# Momentum Breakout',
    'Buys what leaves its range, sells what falls back into it.',
    '## Parameters',
    '| name | meaning |\n|---|---|\n| `fast` | bars of the range |\n| `slow` | bars of the trend |',
    'It was tested on daily bars of liquid shares; see [the paper](https://example.com/breakout).',
  ].join('\n\n'),
}
const OTHERS = [
  { id: 'quiet_pairs', name: 'Quiet Pairs', version: '0.9.1' },
  { id: 'overnight_drift', name: 'Overnight Drift', version: '2.1.0' },
]
const BUY = { symbol: 'US.AAPL', side: 'buy', quantity: '10' }
/** Too cheap to be filled. */
const WORKING = { ...BUY, limitPrice: '1.05', timeInForce: 'gtc' }
const WAIT_MS = 60_000

/**
 * Fills a fresh installation on the replay market with what a day leaves behind, by the API alone: a strategy that
 * traded, orders by hand of every fate, two backtests, a halt with its alert, people and a token, a registry with
 * an installed plugin. Throws with the answer where something is refused.
 */
export async function fillHouse(owner: ApiCaller, registry: PluginRegistry): Promise<BusyHouse> {
  const desk = new Desk(owner)
  await desk.until('somebody trades', async () => (await desk.read('/engine')).tradedBy !== null)
  const fast = { fast: '3', slow: '8', equityFraction: '0.2' }
  const wish = { plugin: 'momentum', symbols: ['US.AAPL'], parameters: fast }
  await desk.command('POST', '/strategies', wish)
  await desk.command('POST', '/strategies', { ...wish, name: 'idle' })
  await desk.command('POST', '/strategies/momentum/start')
  await Promise.all([desk.until('a price', () => desk.hasPrice('US.AAPL')), backtests(desk)])
  await orders(desk)
  await people(desk)
  const plugin = await plugins(desk, registry)
  await desk.command('PUT', '/strategies/idle/draft', { parameters: { ...fast, fast: '5' } })
  await desk.until('the strategy traded', () => desk.hasRow('/fills?strategy=momentum'))
  await desk.command('POST', '/halt', { reason: 'drill' })
  await desk.command('POST', '/resume', { reason: 'drill is over' })
  await desk.command('POST', '/orders', WORKING)

  const [filled] = await desk.rows('/orders?limit=200', ({ state }) => state === 'filled')
  const [trace] = await desk.rows('/traces?strategy=momentum')
  const { items } = (await desk.read('/backtests')) as { items: { id: string }[] }
  return {
    order: String(filled?.id),
    trace: String(trace?.id),
    runs: items.map(({ id }) => id),
    plugin,
    strategy: 'momentum',
  }
}

/** One that was filled, one that was cancelled, one that was refused. */
async function orders(desk: Desk): Promise<void> {
  await desk.command('POST', '/orders', { ...BUY, reason: 'opening position' })
  const { orders: placed } = await desk.command('POST', '/orders', WORKING)
  await desk.command('DELETE', `/orders/${String((placed as string[])[0])}`)
  // It is made smaller, and ends at once: what is left of the account is free for the strategy.
  const large = { ...WORKING, quantity: '900000000', timeInForce: 'ioc' }
  await desk.command('POST', '/orders', large, [200, 201, 409, 422])
}

async function backtests(desk: Desk): Promise<void> {
  const wish = {
    symbols: ['US.AAPL'],
    from: '2014-01-02',
    benchmark: 'US.SPX',
    commission: 'futu-us',
  }
  for (const plugin of ['buy_and_hold', 'momentum']) {
    await desk.send('POST', '/backtests', { ...wish, strategies: [{ plugin }] })
  }
  await desk.until('two backtests', async () => {
    const { items } = (await desk.read('/backtests')) as { items: unknown[] }
    return items.length === 2
  })
}

async function people(desk: Desk): Promise<void> {
  for (const [name, role] of [
    ['Tom', 'trader'],
    ['Vera', 'viewer'],
  ]) {
    await desk.send('POST', '/users', { name, role, password: OWNER.password })
  }
  const abilities = ['orders:read', 'strategies:read']
  await desk.send('POST', '/tokens', {
    name: 'evening report',
    abilities,
    strategies: null,
    days: 90,
  })
}

/** Follows the registry and installs from it; whatever is asked is agreed to. */
async function plugins(desk: Desk, registry: PluginRegistry): Promise<string> {
  await registry.publish({ ...BREAKOUT, version: '1.4.0', permissions: ['positions:read?'] })
  for (const one of OTHERS) await registry.publish(one)
  const follow = { url: registry.address, keyId: registry.keeper.keyId }
  await desk.send('POST', '/registries', follow)
  let wish: Record<string, unknown> = { source: BREAKOUT.id, trustKeyId: registry.author.keyId }
  const asked = await desk.send('POST', '/plugins', wish, [409])
  const { consentTo, permissions } = asked.consent as Consent
  wish = { ...wish, consentTo, grant: permissions.map(({ id }) => id) }
  await desk.send('POST', '/plugins', wish)
  await registry.publish({ ...BREAKOUT, version: '1.5.0', permissions: ['account:read'] })
  await desk.send('POST', '/registries/refresh', {})
  const secret = { name: 'api_key', value: 'sk-nobody-knows-it', hosts: ['api.example.com'] }
  await desk.send('POST', '/plugin-secrets', secret)
  return BREAKOUT.id
}

/** The owner at the account `paper`. */
class Desk {
  #keys = 0

  constructor(private readonly owner: ApiCaller) {}

  async read(path: string): Promise<Record<string, unknown>> {
    return taken('GET', path, await this.owner.get(path), [200])
  }

  /** A change, under a key of its own. */
  async send(
    method: string,
    path: string,
    body: unknown,
    good: readonly number[] = [200, 201, 202]
  ) {
    const key = { 'idempotency-key': `house-${process.pid}-${++this.#keys}` }
    return taken(method, path, await this.owner.call(method, path, body, key), good)
  }

  /** The same of the account. */
  command(method: string, path: string, body: unknown = {}, good?: readonly number[]) {
    return this.send(method, `/accounts/paper${path}`, body, good)
  }

  async rows(
    path: string,
    isWanted: (row: Record<string, unknown>) => boolean = () => true
  ): Promise<Record<string, unknown>[]> {
    const { items } = await this.read(`/accounts/paper${path}`)
    return (items as Record<string, unknown>[]).filter(isWanted)
  }

  async hasRow(path: string): Promise<boolean> {
    return (await this.rows(path)).length > 0
  }

  async hasPrice(symbol: string): Promise<boolean> {
    const { items } = await this.read(`/quotes?symbols=${symbol}`)
    return (items as { last: string | null }[]).some(({ last }) => last !== null)
  }

  /** Waits until something is so; throws when it is not within a minute. */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + WAIT_MS
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`it was not so in time: ${what}`)
      await sleep(200)
    }
  }
}

function taken(method: string, path: string, answer: ApiAnswer, good: readonly number[]) {
  if (good.includes(answer.status)) return answer.body
  throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
}
