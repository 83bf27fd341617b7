/** What `/api/v1/health` answers. */

export type HealthKind =
  'host' | 'database' | 'clock' | 'queues' | 'redis' | 'market' | 'account' | 'plugin'

/** `unavailable`: nobody looked, or nothing is known any more. It is never shown as any of the others. */
export type HealthState = 'ok' | 'idle' | 'warn' | 'fail' | 'unavailable'

export interface HealthPart {
  key: string
  kind: HealthKind
  name: string
  state: HealthState
  /** Which words say it. */
  code: string
  /** What was said by what failed. */
  detail: string | null
  figures: Record<string, number | null>
  since: string
  /** When it was last looked at. */
  at: string
  /** The worst of each of the last 60 minutes, the one that runs at the end. */
  minutes: HealthState[]
}

export interface HealthMinutes {
  at: string
  everyMs: number
  /** A look that is older says nothing. */
  freshMs: number
  parts: HealthPart[]
}

export interface Finding {
  what: string
  level: 'ok' | 'warn' | 'fail'
  found: string
  advice: string | null
}

export interface HealthCheck {
  isFine: boolean
  at: string
  findings: Finding[]
}
