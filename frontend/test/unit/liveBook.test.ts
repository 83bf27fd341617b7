import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LiveBook } from '../../app/utils/liveBook'
import { livePrice } from '../../app/utils/prices'
import { abilityOfChannel, isKeptHidden, liveChannels } from '../../app/utils/liveRules'
import type { StreamListener, StreamPayload } from '../../app/utils/hostStream'

/** A book about a path over a line, a cache and a screen that the test holds in its hand. */
function opened(path: string, first?: unknown) {
  const listeners = new Map<string, StreamListener>()
  const frames: (() => void)[] = []
  let shown = first
  let asked = 0
  let isHidden = false
  const book = new LiveBook({
    on: (channel, listener) => {
      listeners.set(channel, listener)
      return () => listeners.delete(channel)
    },
    covers: (channel) => listeners.has(channel),
    shown: () => shown,
    show: (data) => (shown = data),
    ask: () => void asked++,
    now: Date.now,
    atFrame: (draw) => {
      frames.push(draw)
      return () => {}
    },
    isHidden: () => isHidden && !isKeptHidden(path),
    channelsOf: (now) => liveChannels(path, now),
    may: () => true,
  })
  return {
    book,
    listeners,
    say: (channel: string, payload: StreamPayload) => listeners.get(channel)!.told(payload),
    draw: () => frames.splice(0).forEach((one) => one()),
    frames,
    get shown() {
      return shown as { items: { [name: string]: unknown }[]; [name: string]: unknown }
    },
    get asked() {
      return asked
    },
    hide: (is: boolean) => (isHidden = is),
    show: (data: unknown) => (shown = data),
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('puts rows in their places once a frame; what is new is asked for', () => {
  const items = [
    { id: 'a', state: 'submitted', note: 'of the list' },
    { id: 'b', state: 'submitted' },
  ]
  const at = opened('/accounts/paper/orders?open=true&limit=200', { items, next: null })
  at.say('accounts/paper/orders', { seq: 1, items: [{ id: 'a', state: 'partial' }] })
  at.say('accounts/paper/orders', { seq: 2, items: [{ id: 'b', state: 'filled' }] })
  expect([at.frames.length, at.shown.items]).toEqual([1, items])
  at.draw()
  expect(at.shown.items).toEqual([{ id: 'a', state: 'partial', note: 'of the list' }])
  expect(at.asked).toBe(0)
  at.say('accounts/paper/orders', { seq: 3, items: [{ id: 'c', state: 'submitted' }] })
  at.draw()
  expect(at.shown.items.length).toBe(1)
  vi.advanceTimersByTime(200)
  expect(at.asked).toBe(1)
})

it('knows which orders a chosen page is about', () => {
  const page = { items: [{ id: 'a', state: 'submitted', symbol: 'US.AAPL' }], next: null }
  const news = { seq: 1, items: [{ id: 'z', state: 'submitted', symbol: 'US.MSFT' }] }
  for (const [path, asked] of [
    ['/accounts/paper/orders?limit=50', 1],
    ['/accounts/paper/orders?limit=50&after=7', 0],
    ['/accounts/paper/orders?symbol=US.AAPL', 0],
    ['/accounts/paper/orders?symbol=US.MSFT', 1],
    ['/accounts/paper/orders?state=filled', 1],
  ] as const) {
    const at = opened(path, page)
    at.say('accounts/paper/orders', news)
    at.draw()
    vi.advanceTimersByTime(200)
    expect([path, at.asked]).toEqual([path, asked])
  }
})

it('puts what came while an answer was on its way on top of it', async () => {
  const at = opened('/accounts/paper/positions', { items: [] })
  const row = { strategy: 'manual', symbol: 'US.AAPL', quantity: '10' }
  let answer = (_data: unknown) => {}
  const asking = at.book.fetch(() => new Promise((resolve) => (answer = resolve)))
  at.say('accounts/paper/positions', { seq: 4, items: [{ ...row, quantity: '15' }] })
  answer({ items: [row] })
  expect(await asking).toEqual({ items: [{ ...row, quantity: '15' }] })
  at.say('accounts/paper/positions', { seq: 5, items: [{ ...row, quantity: '0' }] })
  at.draw()
  expect(at.shown.items).toEqual([])
})

it('does not break off an answer that is on its way, however often it is to be asked', async () => {
  const at = opened('/alerts', { items: [] })
  let answer = (_data: unknown) => {}
  const asking = at.book.fetch(() => new Promise((resolve) => (answer = resolve)))
  for (let n = 0; n < 50; n++) at.say('alerts', { seq: n, items: [] })
  vi.advanceTimersByTime(1_000)
  expect(at.asked).toBe(0)
  answer({ items: [] })
  await asking
  vi.advanceTimersByTime(1_000)
  expect(at.asked).toBe(1)
})

it('asks for figures no more often than it may, though they move while an answer is on its way', async () => {
  const at = opened('/accounts/paper/pnl', { results: [] })
  for (let second = 0; second < 30; second++) {
    const asked = at.asked
    at.say('accounts/paper', { seq: second, items: [] })
    vi.advanceTimersByTime(1_000)
    if (at.asked === asked) continue
    let answer = (_data: unknown) => {}
    const asking = at.book.fetch(() => new Promise((resolve) => (answer = resolve)))
    at.say('accounts/paper', { seq: second, items: [] })
    answer({ results: [] })
    await asking
  }
  expect(at.asked).toBeLessThanOrEqual(4)
})

it('draws nothing while the tab is hidden and asks when it is looked at', () => {
  const at = opened('/accounts/paper/positions', { items: [] })
  at.hide(true)
  for (let n = 0; n < 1_000; n++) at.say('accounts/paper/positions', { seq: n, items: [] })
  expect([at.frames.length, at.asked]).toEqual([0, 0])
  at.hide(false)
  at.book.wake()
  vi.advanceTimersByTime(10)
  expect(at.asked).toBe(1)
})

it('keeps alerts while the tab is hidden: they call for somebody', () => {
  const at = opened('/alerts', { items: [] })
  at.hide(true)
  at.say('alerts', { seq: 1, items: [{ id: 1, severity: 'critical', state: 'open' }] })
  vi.advanceTimersByTime(200)
  expect(at.asked).toBe(1)
})

it('keeps accounts and the engine in one answer, and each price for itself', () => {
  const at = opened('/engine', {
    tradedBy: 'pid 1',
    accounts: [{ name: 'paper', mode: 'active', equity: '1' }],
    market: { feed: 'replay', atMs: 1, instruments: [{ symbol: 'US.AAPL', price: 1, atMs: 1 }] },
  })
  const at1 = '2026-01-02T03:04:05.000Z'
  const quote = { symbol: 'US.AAPL', bid: '10', ask: '12', last: '9', at: at1 }
  at.say('quotes', { seq: 1, items: [{ ...quote, bid: '1' }] })
  at.say('quotes', { seq: 2, items: [quote] })
  at.say('accounts/paper', { seq: 1, items: [{ name: 'paper', mode: 'halted' }] })
  at.draw()
  expect(at.shown).toEqual({
    tradedBy: 'pid 1',
    accounts: [{ name: 'paper', mode: 'halted', equity: '1' }],
    market: {
      feed: 'replay',
      atMs: 1,
      instruments: [{ symbol: 'US.AAPL', price: 1, atMs: 1 }],
    },
  })
  expect(livePrice('US.AAPL').value).toEqual({ price: 11, atMs: Date.parse(at1) })
})

it('names for each channel the ability that the host wants', () => {
  const abilities = Object.fromEntries(
    ['/engine', '/alerts', '/plugins', '/backtests', '/accounts/p/risk', '/accounts/p/fills']
      .flatMap((path) => liveChannels(path))
      .map(({ name }) => [name, abilityOfChannel(name)])
  )
  expect(abilities).toEqual({
    'engine': 'engine:read',
    'quotes': 'market-data:read',
    'alerts': 'alerts:read',
    'plugins': 'plugins:read',
    'backtests': 'backtests:read',
    'accounts/p/risk': 'risk:read',
    'accounts/p': 'account:read',
    'accounts/p/orders': 'orders:read',
    'accounts/p/fills': 'orders:read',
  })
  expect(liveChannels('/me/sessions')).toEqual([])
})

it('parts of health go into their places, and the answer is as of the newest look', () => {
  const parts = [
    { key: 'host', state: 'ok', at: '2026-01-01T00:00:05.000Z' },
    { key: 'plugin:a', state: 'ok', at: '2026-01-01T00:00:05.000Z' },
  ]
  const at = opened('/health/minutes', { at: '2026-01-01T00:00:06.000Z', parts })
  const host = { key: 'host', state: 'warn', at: '2026-01-01T00:00:10.000Z' }
  at.say('health', {
    items: [host, { key: 'plugin:a', isGone: true }, { key: 'plugin:b', at: '' }],
  })
  at.draw()
  const shown = at.shown as unknown as { at: string; parts: { key: string }[] }
  expect(shown.parts.map(({ key }) => key)).toEqual(['host', 'plugin:b'])
  expect(shown.at).toBe(host.at)
  expect(liveChannels('/health')).toEqual([])
  expect(liveChannels('/tokens').map(({ name }) => name)).toEqual(['users'])
  expect(liveChannels('/tokens/reach')).toEqual([])
})

it('puts many rows in place over a few frames, in the order in which they were told', () => {
  const row = (n: number, price: number) => ({
    strategy: 'momentum',
    symbol: `US.S${n}`,
    quantity: '1',
    price,
  })
  const items = Array.from({ length: 30 }, (_, n) => row(n, 0))
  const at = opened('/accounts/paper/positions', { items })
  const told = (price: number) => {
    at.say('accounts/paper/positions', { items: items.map((_, n) => row(n, price)) })
  }
  const count = (price: number) => at.shown.items.filter((one) => one.price === price).length
  told(1)
  at.draw()
  expect(count(1)).toBe(10)
  told(2)
  for (let frame = 0; frame < 3; frame++) at.draw()
  expect([at.frames.length, count(2) > 0]).toEqual([1, true])
  while (at.frames.length > 0) at.draw()
  expect(count(2)).toBe(30)
})

it('what waits for its frame is not put on top of an answer that is newer', async () => {
  const row = (n: number, price: number) => ({ strategy: 'momentum', symbol: `US.S${n}`, price })
  const rows = (price: number) => Array.from({ length: 30 }, (_, n) => row(n, price))
  const at = opened('/accounts/paper/positions', { items: rows(0) })
  at.say('accounts/paper/positions', { items: rows(1) })
  at.draw()
  at.show(await at.book.fetch(async () => ({ items: rows(2) })))
  while (at.frames.length > 0) at.draw()
  expect(at.shown.items).toEqual(rows(2))
})

it('keeps the order of what was told when some of it waits', () => {
  const accounts = Array.from({ length: 9 }, (_, n) => ({ name: `a${n}`, equity: '0' }))
  const at = opened('/engine', { accounts })
  for (const { name } of accounts) at.say(`accounts/${name}`, { items: [{ name, equity: '1' }] })
  at.say('engine', { engine: { accounts: accounts.map((one) => ({ ...one, equity: '2' })) } })
  while (at.frames.length > 0) at.draw()
  expect(new Set((at.shown.accounts as { equity: string }[]).map(({ equity }) => equity))).toEqual(
    new Set(['2'])
  )
})

it('asks once more for what was asked before it listened', async () => {
  const at = opened('/accounts/paper/positions', { items: [] })
  await at.book.fetch(async () => ({ items: [] }))
  at.book.confirm()
  vi.advanceTimersByTime(499)
  expect(at.asked).toBe(0)
  vi.advanceTimersByTime(1)
  expect(at.asked).toBe(1)
})
