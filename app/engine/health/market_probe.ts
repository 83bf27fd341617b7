import type { Freshness } from '#kernel/market/freshness.js'
import type { HealthProbe, HealthReading } from '#ports/health.js'

/** What is looked at of live prices. */
export interface WatchedMarket {
  readonly feedName: string
  status(): {
    readonly instruments: readonly {
      readonly freshness: Freshness
      readonly latest: { readonly receivedMs: number } | null
    }[]
  }
}

/** The feed of live prices. */
export function marketProbe(
  market: WatchedMarket,
  { missing, nowMs }: { missing: () => readonly string[]; nowMs: () => number }
): HealthProbe {
  return {
    name: 'market',
    look: async () => {
      const { instruments } = market.status()
      const lacking = missing()
      const count = (wanted: Freshness) =>
        instruments.filter(({ freshness }) => freshness === wanted).length
      const lastMs = Math.max(...instruments.map(({ latest }) => latest?.receivedMs ?? -Infinity))
      const stale = count('stale')
      const figures = {
        instruments: instruments.length,
        stale,
        missing: lacking.length,
        ageMs: Number.isFinite(lastMs) ? Math.max(0, nowMs() - lastMs) : null,
      }
      const part = { key: 'market', kind: 'market', name: market.feedName } as const
      const detail = lacking.length === 0 ? null : lacking.join(', ')
      return [
        {
          ...part,
          ...judge({ ...figures, fresh: count('fresh'), waiting: count('waiting') }),
          detail,
          figures,
        },
      ]
    },
  }
}

function judge(found: {
  instruments: number
  stale: number
  missing: number
  fresh: number
  waiting: number
}): Pick<HealthReading, 'state' | 'code'> {
  const { instruments, stale, missing, fresh, waiting } = found
  if (stale > 0 && fresh === 0) return { state: 'fail', code: 'silent' }
  if (stale > 0) return { state: 'warn', code: 'stale' }
  if (missing > 0) return { state: 'warn', code: 'missing' }
  if (instruments === 0) return { state: 'idle', code: 'unheard' }
  if (fresh > 0) return { state: 'ok', code: 'fresh' }
  return { state: 'idle', code: waiting > 0 ? 'opens' : 'closed' }
}
