import { takeQuotes } from './prices'

/** A channel that something shown depends on. */
export interface LiveChannel {
  readonly name: string
  /** What is asked for again because of it is asked for so often at most, in ms. */
  readonly gapMs: number
  /** What is shown with the rows of a message in it; `null` where it has to be asked for again. */
  readonly merge?: (shown: unknown, payload: StreamPayload) => unknown
}

const SOON_MS = 150
const FIGURES_MS = 2_000
/** Figures that the host reckons out of everything that was traded. */
const SLOW_FIGURES_MS = 10_000

type Row = Record<string, unknown>
type Shown = { items: Row[]; [name: string]: unknown }

/** What one needs to hear a channel; what is no channel is heard by nobody. */
export function abilityOfChannel(name: string): string {
  const [kind = '', , part = ''] = name.split('/')
  if (kind === 'quotes') return 'market-data:read'
  if (kind !== 'accounts') return `${kind}:read`
  if (part === 'orders' || part === 'fills') return 'orders:read'
  return part === 'strategies' || part === 'risk' ? `${part}:read` : 'account:read'
}

/** Whether what the host says at `path` is kept fresh in a tab that nobody looks at: alerts, which call for somebody. */
export function isKeptHidden(path: string): boolean {
  return path === '/alerts'
}

/** The channels by which what the host says at `path` is kept fresh; none: it must be asked for. */
export function liveChannels(path: string, shown?: unknown): readonly LiveChannel[] {
  const [address = '', query = ''] = path.split('?')
  const parts = address.split('/').slice(1)
  if (parts[0] === 'accounts' && parts[1] !== undefined) return ofAccount(parts, query)
  switch (parts[0]) {
    case 'engine':
      return [
        { name: 'engine', gapMs: SOON_MS, merge: mergeEngine },
        { name: 'quotes', gapMs: FIGURES_MS, merge: passQuotes },
        ...accountsOf(shown),
      ]
    case 'alerts':
    case 'plugins':
    case 'settings':
      return [{ name: parts[0], gapMs: SOON_MS }]
    case 'health':
      return parts[1] === 'minutes' ? [{ name: 'health', gapMs: SOON_MS, merge: mergeHealth }] : []
    case 'audit':
      return parts.length === 1 ? [{ name: 'audit', gapMs: 500 }] : []
    // Whoever sees everybody's tokens sees people; to others it is not told, and they ask.
    case 'users':
    case 'tokens':
      return parts.length === 1 ? [{ name: 'users', gapMs: 500 }] : []
    case 'backtests':
      return [{ name: 'backtests', gapMs: 500 }]
    default:
      return []
  }
}

function ofAccount(parts: readonly string[], query: string): readonly LiveChannel[] {
  const [, account, part, id, more] = parts
  const place = `accounts/${decodeURIComponent(account!)}`
  const figures = { name: place, gapMs: FIGURES_MS }
  const fills = { name: `${place}/fills`, gapMs: SOON_MS }
  const orders = { name: `${place}/orders`, gapMs: SOON_MS }
  switch (part) {
    case undefined:
      return [{ name: place, gapMs: SOON_MS, merge: mergeAccount }]
    case 'positions':
      return [{ name: `${place}/positions`, gapMs: SOON_MS, merge: mergePositions }]
    case 'orders':
      if (id !== undefined) return [orders, fills]
      return [{ ...orders, merge: mergeOrders(new URLSearchParams(query)) }]
    case 'strategies':
      if (more === 'logs') return []
      return id === undefined
        ? [{ name: `${place}/strategies`, gapMs: SOON_MS, merge: mergeStrategies }]
        : [{ name: `${place}/strategies`, gapMs: SOON_MS }]
    case 'risk':
      if (id === 'limits') return [{ name: `${place}/risk`, gapMs: SOON_MS }]
      return [{ name: `${place}/risk`, gapMs: SOON_MS }, figures, { ...orders, gapMs: 500 }]
    case 'fills':
    case 'trades':
    case 'transactions':
      return [fills]
    case 'traces':
      return [{ ...orders, gapMs: 500 }, fills]
    case 'portfolio':
    case 'pnl':
      return [
        { ...fills, gapMs: FIGURES_MS },
        { ...figures, gapMs: SLOW_FIGURES_MS },
      ]
    default:
      return []
  }
}

/** Rows with newer ones in their places; `null` when there is one that was not there, whose place is the host's to say. */
function inPlace(
  shown: Shown,
  items: readonly Row[],
  keyOf: (row: Row) => string,
  isGone: (row: Row) => boolean = () => false
): Shown | null {
  const newer = new Map(items.map((row) => [keyOf(row), row]))
  const rows = shown.items.flatMap((row) => {
    const now = newer.get(keyOf(row))
    if (now === undefined) return [row]
    newer.delete(keyOf(row))
    return isGone(now) ? [] : [{ ...row, ...now }]
  })
  const hasNew = [...newer.values()].some((row) => !isGone(row))
  return hasNew ? null : { ...shown, items: rows }
}

const ENDED = new Set(['filled', 'denied', 'cancelled', 'rejected', 'expired'])

function mergeOrders(asked: URLSearchParams) {
  const isOpenOnly = asked.get('open') === 'true'
  // A later page, or one of certain orders, gets no new rows by itself: they may not belong there.
  const isChosen = ['after', 'strategy', 'symbol', 'state', 'from', 'to'].some((one) =>
    asked.has(one)
  )
  const isGone = (row: Row) => isOpenOnly && ENDED.has(String(row.state))
  return (shown: unknown, { items = [] }: StreamPayload) => {
    const merged = inPlace(shown as Shown, items, ({ id }) => String(id), isGone)
    if (merged !== null || !isChosen || asked.has('state')) return merged
    const known = new Set((shown as Shown).items.map(({ id }) => id))
    const ownNews = items.filter(
      ({ id, strategy, symbol }) =>
        known.has(id) ||
        (!asked.has('after') &&
          (asked.get('strategy') ?? strategy) === strategy &&
          (asked.get('symbol') ?? symbol) === symbol)
    )
    return inPlace(shown as Shown, ownNews, ({ id }) => String(id), isGone)
  }
}

function mergePositions(shown: unknown, { items = [] }: StreamPayload) {
  const keyOf = ({ strategy, symbol }: Row) => `${String(strategy)} ${String(symbol)}`
  return inPlace(shown as Shown, items, keyOf, ({ quantity }) => Number(quantity) === 0)
}

function mergeStrategies(shown: unknown, { items = [] }: StreamPayload) {
  return inPlace(shown as Shown, items, ({ name }) => String(name))
}

function mergeAccount(shown: unknown, { items = [] }: StreamPayload) {
  const [account] = items
  return account === undefined ? shown : { ...(shown as object), account }
}

/** Parts in their places, new ones after them; the answer is as of the newest look. */
function mergeHealth(shown: unknown, { items = [] }: StreamPayload) {
  const health = shown as { at: string; parts: Row[] }
  const newer = new Map(items.map((one) => [one.key, one]))
  const kept = health.parts.map((part) => newer.get(part.key) ?? part)
  const known = new Set(kept.map(({ key }) => key))
  const parts = [...kept, ...items.filter(({ key }) => !known.has(key))].filter(
    ({ isGone }) => isGone !== true
  )
  const looked = parts.map(({ at }) => String(at))
  return { ...health, parts, at: [health.at, ...looked].sort().at(-1) }
}

/** The accounts that the engine's answer names, each by its own channel, which is quicker. */
function accountsOf(shown: unknown): readonly LiveChannel[] {
  const { accounts = [] } = (shown ?? {}) as { accounts?: { name: string }[] }
  return accounts.map(({ name }) => ({
    name: `accounts/${name}`,
    gapMs: SOON_MS,
    merge: mergeAccounts,
  }))
}

function mergeAccounts(shown: unknown, { items = [] }: StreamPayload) {
  const engine = shown as { accounts: Row[] }
  const newer = new Map(items.map((one) => [one.name, one]))
  return {
    ...engine,
    accounts: engine.accounts.map((row) => ({ ...row, ...newer.get(row.name) })),
  }
}

function mergeEngine(shown: unknown, { engine }: StreamPayload) {
  return { ...(shown as object), ...(engine as object) }
}

/** Prices are no part of what is shown of the engine: ten times a second all of it would be drawn anew. */
function passQuotes(shown: unknown, { items = [] }: StreamPayload) {
  takeQuotes(items)
  return shown
}
