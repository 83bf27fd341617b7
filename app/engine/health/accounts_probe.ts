import type { TradingEngine } from '#engine/trading/trading_engine.js'
import type { HealthProbe, HealthReading } from '#ports/health.js'

/** Arrivals that wait for the journal: normally a handful. */
const WAITING_WARN = 500

/** A process that has just started reads journals and asks brokers for so long before that is worth a word, ms. */
const BEGINNING_MS = 30_000

/** What is looked at of accounts. */
export interface WatchedAccounts {
  /** Names of all accounts; may fail. */
  accounts(): Promise<readonly string[]>
  /** The process that trades, `null` when none does; may fail. */
  tradedBy(): Promise<string | null>
  /** What trades in this process. */
  engines(): ReadonlyMap<string, Pick<TradingEngine, 'sequencer'>>
  nowMs(): number
}

/** Every account with the broker behind it: an engine runs only while its broker is connected. */
export function accountsProbe(watched: WatchedAccounts): HealthProbe {
  let names: readonly string[] = []
  const sinceMs = watched.nowMs()
  /** Accounts that traded here once: for them there is no beginning any more. */
  const began = new Set<string>()
  return {
    name: 'accounts',
    look: async () => {
      const engines = watched.engines()
      const [known, by] = await Promise.all([
        watched.accounts().catch(() => names),
        engines.size > 0 ? null : watched.tradedBy().catch(() => null),
      ])
      names = [...new Set([...known, ...engines.keys()])]
      return names.map((name): HealthReading => {
        const engine = engines.get(name)
        if (engine !== undefined) began.add(name)
        const begins = !began.has(name) && watched.nowMs() - sinceMs < BEGINNING_MS
        const found = engine === undefined ? untraded(by, begins) : trading(engine)
        return { key: `account:${name}`, kind: 'account', name, ...found }
      })
    },
  }
}

type Found = Pick<HealthReading, 'state' | 'code' | 'detail' | 'figures'>

function trading({ sequencer }: Pick<TradingEngine, 'sequencer'>): Found {
  const { state } = sequencer.book
  const { waiting } = sequencer
  const figures = { arrivals: waiting }
  if (state !== null && state.mode !== 'active') {
    return { state: 'warn', code: state.mode, detail: sequencer.book.modeReason, figures }
  }
  if (waiting >= WAITING_WARN) return { state: 'warn', code: 'behind', detail: null, figures }
  return { state: 'ok', code: 'trades', detail: null, figures }
}

function untraded(by: string | null, begins: boolean): Found {
  if (by !== null) return { state: 'idle', code: 'elsewhere', detail: by, figures: {} }
  if (begins) return { state: 'idle', code: 'begins', detail: null, figures: {} }
  return { state: 'fail', code: 'not_traded', detail: null, figures: {} }
}
