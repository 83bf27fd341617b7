/** How much an alert matters: `critical` wants a person now, `warning` soon, `info` when there is time. */
export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number]

/** Something that a person must know. */
export interface Alert {
  /**
   * Which incident it is, such as `paper:halted` or `market:stale:US.AAPL`: areas divided by colons. What is
   * raised again under a key that is open adds to that incident.
   */
  readonly key: string
  readonly severity: AlertSeverity
  /** A few words. */
  readonly title: string
  /** One sentence or two: what happened and what it means. */
  readonly body: string
  /** Account it is about, `null` when it is about none alone. */
  readonly account: string | null
  /** What it is about: `order:ord_paper_4`, `symbol:US.AAPL`, `plugin:momentum`; `null` for nothing alone. */
  readonly subject: string | null
  /** For what is over by itself: it ends when it has not been raised again for so many ms. */
  readonly quietMs?: number
}

/** Where alerts are raised. Never throws and never waits: what is raised is queued, with a bound. */
export interface Alerts {
  raise(alert: Alert): void
  /**
   * It is over. A key that ends with `*` means every open key that begins so, but for those of `except`.
   * Unknown keys are nothing.
   */
  resolve(key: string, except?: readonly string[]): void
}

/** Takes alerts and forgets them. For what runs without anyone to tell. */
export const NO_ALERTS: Alerts = { raise: () => {}, resolve: () => {} }

/** Where an incident stands. */
export type AlertState = 'open' | 'acknowledged' | 'resolved'

/** One incident: every time that a key was raised from when it opened until it was over. */
export interface AlertRow {
  /** 1, 2, 3 ... in the order in which incidents opened. */
  readonly id: number
  readonly key: string
  readonly severity: AlertSeverity
  readonly title: string
  /** As it was last said. */
  readonly body: string
  readonly account: string | null
  readonly subject: string | null
  readonly state: AlertState
  /** How often it was raised. */
  readonly times: number
  readonly firstMs: number
  readonly lastMs: number
  readonly acknowledgedBy: string | null
  readonly acknowledgedMs: number | null
  /** Who ended it: `aq` when it was over by itself, else a person. */
  readonly resolvedBy: string | null
  readonly resolvedMs: number | null
}

/** A turn in the life of an incident. */
export interface AlertEvent {
  readonly atMs: number
  readonly type: 'raised' | 'worsened' | 'reopened' | 'acknowledged' | 'resolved'
  readonly actor: string
  /** What was said then; empty when nothing was. */
  readonly note: string
}

/** One thing to write down about alerts; the time is when it happened. */
export type AlertChange =
  | {
      readonly type: 'raise'
      readonly alert: Alert
      /** How often since the last change of the same key was written, at least 1. */
      readonly times: number
      readonly atMs: number
    }
  | {
      readonly type: 'resolve'
      readonly key: string
      readonly except: readonly string[]
      readonly atMs: number
    }

/** What lists of alerts are about. */
export interface AlertFilter {
  /** Only what is not over. */
  readonly isOpen: boolean
  readonly account: string | null
  readonly limit: number
  /** Only those that come after this one in the order of the list: the page after one that ended there. */
  readonly before?: number | undefined
}

/** Incidents as they are stored. */
export interface AlertRecords {
  /** Writes changes in order, all or none. */
  write(changes: readonly AlertChange[]): Promise<void>
  /** Ends what has been quiet for as long as it said. */
  resolveQuiet(nowMs: number): Promise<void>
  /** The worst first among what is open, then the latest. */
  list(filter: AlertFilter): Promise<readonly AlertRow[]>
  /** One with its events, oldest first; `null` when there is none of that id. */
  find(id: number): Promise<{ readonly row: AlertRow; readonly events: AlertEvent[] } | null>
  /** A person has seen it. `false` when it is over or not there. */
  acknowledge(id: number, actor: string, note: string): Promise<boolean>
  /** A person says that it is over. `false` when it is over already or not there. */
  resolveByHand(id: number, actor: string, note: string): Promise<boolean>
}
