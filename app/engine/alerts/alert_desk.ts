import {
  ALERT_SEVERITIES,
  type Alert,
  type AlertChange,
  type AlertRecords,
  type Alerts,
  type AlertSeverity,
} from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import { ToldAlerts } from './told_alerts.js'

/** Changes that wait to be written; the oldest that is not critical goes first when there are more. */
const WAITING_MAX = 1_000
/** After a failed write. */
const RETRY_MS = 2_000
/** How often what has become quiet is looked for. */
const QUIET_CHECK_MS = 30_000
/** Longest key and title, longest body, in characters. */
const SHORT_MAX = 200
const BODY_MAX = 2_000

/** What the desk works with. */
export interface AlertDeskPorts {
  readonly records: Pick<AlertRecords, 'write' | 'resolveQuiet'>
  readonly clock: Clock
  /** An alert for the log, at once, whatever the database does. What is merely repeated is not told each time. */
  log(alert: Alert): void
  /** One that the log was told of is over. */
  over(key: string, title: string): void
  /** Alerts cannot be written. Told once until they can be again. */
  failed(sentence: string): void
}

/**
 * Takes alerts and writes them down behind the back of whoever raised them. While the database is away they
 * wait; what is raised again under the same key meanwhile is counted, not kept again.
 */
export class AlertDesk implements Alerts {
  readonly #told = new ToldAlerts()
  #waiting: AlertChange[] = []
  #isWriting = false
  #isStopped = false
  /** Until the next attempt after a failed one. */
  #isResting = false
  #isTold = false
  #dropped = 0
  #writing: Promise<void> = Promise.resolve()
  #cancelTimer = () => {}

  constructor(private readonly ports: AlertDeskPorts) {
    this.#later(QUIET_CHECK_MS)
  }

  raise(alert: Alert): void {
    if (this.#isStopped) return
    const kept = storable(alert)
    const atMs = this.ports.clock.nowMs()
    if (this.#told.isNews(kept, atMs)) this.ports.log(kept)
    // The first of an incident stays as it was said; what follows is one more, and is counted.
    const [before, at] = this.#lastTwo(kept.key)
    const last = this.#waiting[at]
    if (last?.type === 'raise' && this.#waiting[before]?.type === 'raise') {
      const gravest = { ...kept, severity: worse(last.alert.severity, kept.severity) }
      this.#waiting[at] = { type: 'raise', alert: gravest, times: last.times + 1, atMs }
    } else {
      this.#add({ type: 'raise', alert: kept, times: 1, atMs })
    }
    this.#wake()
  }

  resolve(key: string, except: readonly string[] = []): void {
    if (this.#isStopped) return
    for (const over of this.#told.takeOver(key, except)) this.ports.over(over.key, over.title)
    const last = this.#waiting.findLast((change) => concerns(change, key))
    // What is over already is not over once more; a whole area is ended each time.
    if (last?.type === 'resolve' && !key.endsWith('*')) return
    this.#add({ type: 'resolve', key, except, atMs: this.ports.clock.nowMs() })
    this.#wake()
  }

  /** Writes what waits, once, and takes nothing more. Never fails: what cannot be written is in the log. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelTimer()
    await this.#writing
    await this.#writeAll()
  }

  /** Resolves when what was raised until now has been tried to be written. */
  async settled(): Promise<void> {
    await this.#writing
  }

  /** Places of the last two changes that wait and say something about a key; -1 where there is none. */
  #lastTwo(key: string): readonly [number, number] {
    const isOfKey = (change: AlertChange) => concerns(change, key)
    const last = this.#waiting.findLastIndex(isOfKey)
    return [last < 0 ? -1 : this.#waiting.slice(0, last).findLastIndex(isOfKey), last]
  }

  #add(change: AlertChange): void {
    this.#waiting.push(change)
    if (this.#waiting.length <= WAITING_MAX) return
    const least = this.#waiting.findIndex(
      (one) => one.type === 'raise' && one.alert.severity !== 'critical'
    )
    this.#waiting.splice(Math.max(0, least), 1)
    this.#dropped++
  }

  #wake(): void {
    if (this.#isWriting || this.#isResting) return
    this.#isWriting = true
    this.#writing = this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    // What is raised in one turn of the event loop is written together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const changes = this.#waiting
      this.#waiting = []
      try {
        await this.ports.records.write(changes)
        this.#recovered()
      } catch (error) {
        this.#waiting = [...changes, ...this.#waiting].slice(-WAITING_MAX)
        this.#fail(error)
        break
      }
    }
    this.#isWriting = false
  }

  #fail(error: unknown): void {
    if (!this.#isTold) {
      const reason = error instanceof Error ? error.message : String(error)
      this.ports.failed(`alerts wait to be written: ${reason}`)
    }
    this.#isTold = true
    this.#isResting = true
    if (!this.#isStopped) this.#later(RETRY_MS)
  }

  #recovered(): void {
    this.#isTold = false
    if (this.#dropped > 0) this.ports.failed(`${this.#dropped} alerts were not written`)
    this.#dropped = 0
  }

  #later(ms: number): void {
    const { clock, records } = this.ports
    this.#cancelTimer()
    this.#cancelTimer = clock.setTimer(clock.nowMs() + ms, () => {
      if (this.#isStopped) return
      this.#isResting = false
      this.#later(QUIET_CHECK_MS)
      this.#wake()
      // Another look comes anyway.
      records.resolveQuiet(clock.nowMs()).catch(() => {})
    })
  }
}

/** Whether a change says something about a key. */
function concerns(change: AlertChange, key: string): boolean {
  if (change.type === 'raise') return change.alert.key === key
  if (!change.key.endsWith('*')) return change.key === key
  return key.startsWith(change.key.slice(0, -1)) && !change.except.includes(key)
}

function worse(left: AlertSeverity, right: AlertSeverity): AlertSeverity {
  const ranks = [left, right].map((one) => ALERT_SEVERITIES.indexOf(one))
  return ALERT_SEVERITIES[Math.max(...ranks)]!
}

/** An alert as the database takes it: of bounded size, without what text there cannot hold. */
function storable(alert: Alert): Alert {
  return {
    ...alert,
    key: text(alert.key, SHORT_MAX),
    title: text(alert.title, SHORT_MAX),
    body: text(alert.body, BODY_MAX),
    account: alert.account === null ? null : text(alert.account, SHORT_MAX),
    subject: alert.subject === null ? null : text(alert.subject, SHORT_MAX),
  }
}

function text(value: string, max: number): string {
  const whole = value.toWellFormed().replaceAll('\u0000', '\ufffd')
  return whole.length <= max ? whole : `${whole.slice(0, max - 1).toWellFormed()}…`
}
