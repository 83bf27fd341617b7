import type { CommandRow } from '#ports/command_inbox.js'
import type {
  DiscrepancyRow,
  NewDiscrepancy,
  Reconciliation,
  ReconciliationRow,
  ReconcileRecords,
  ReconcileTrigger,
} from '#ports/reconcile_records.js'
import { stateOf } from '../trading/account_book.js'
import { cancelAction } from '../trading/action.js'
import { orderSequenceOf } from '../trading/client_order.js'
import { isMissingFill, judge, missingFills } from './judge.js'
import { keyOf, Looker, type Look, type Sighting } from './look.js'
import { isRunDue } from './next_run.js'
import type { ReconcileDesk } from './reconcile_desk.js'
import { reconcileSettingsFault, type ReconcileSettings } from './reconcile_settings.js'
import { decide, type Decided } from './decide.js'
import { ReconcileAlerts } from './reconcile_alerts.js'
import { RiskStop } from './risk_stop.js'

/** Executions are compared so far back beyond the last comparison that found nothing. */
const MARGIN_MS = 10 * 60_000
/** ... and where there was none, so far back at a start: trading waits for it. */
const START_BACK_MS = 24 * 3_600_000
/** Where comparisons are written, and how they are made. */
export interface ReconcilePorts {
  readonly records: ReconcileRecords
  readonly settings: ReconcileSettings
}

/** What a comparison came to, with the discrepancies that stand after it. */
export interface Reconciled {
  readonly run: ReconciliationRow
  readonly found: readonly NewDiscrepancy[]
  readonly open: readonly DiscrepancyRow[]
}

/**
 * Compares the books of one account with the broker's, one comparison after the other: what can be taken
 * over is taken over, what makes a position doubtful stops new risk in its instrument, and all of it
 * becomes rows. Every step may be repeated: a crash between two is mended by the next comparison.
 */
export class Reconciler {
  readonly #looker: Looker
  readonly #risk: RiskStop
  readonly #alerts: ReconcileAlerts
  readonly #taken = new Map<string, Promise<void>>()
  #line: Promise<unknown> = Promise.resolve()
  #lastMs = -Infinity
  #isClosed = false

  constructor(
    private readonly desk: ReconcileDesk,
    private readonly ports: ReconcilePorts
  ) {
    const fault = reconcileSettingsFault(ports.settings)
    if (fault !== null) throw new RangeError(`settings reconcile.*: ${fault}`)
    this.#looker = new Looker(desk, ports.records, ports.settings)
    this.#risk = new RiskStop(desk.sequencer)
    this.#alerts = new ReconcileAlerts(desk.alerts, desk.sequencer.book.account)
  }

  /** Compares now, after what is under way. Rejects when the broker or the database does not answer. */
  run(trigger: ReconcileTrigger): Promise<Reconciled> {
    return this.#inLine(() => this.#run(trigger))
  }

  /** Compares when it is time. A broker that does not answer is told and asked again next time. */
  async keepTime(): Promise<void> {
    const { clock, sequencer } = this.desk
    const { instruments } = stateOf(sequencer.book)
    const venues = [...new Set(instruments.map(({ terms }) => terms.venue))]
    const nowMs = clock.nowMs()
    if (!isRunDue(this.#lastMs, { nowMs, venues }, this.ports.settings)) return
    try {
      await this.run('schedule')
    } catch (error) {
      if (this.#isClosed) return
      await this.#tellFailure('schedule', nowMs, error)
    }
  }

  /** Takes a command over that is about comparisons; `null` for any other. Never rejects. */
  take(command: CommandRow): Promise<void> | null {
    if (command.kind !== 'reconcile' && command.kind !== 'resolve_discrepancy') return null
    const known = this.#taken.get(command.id)
    if (known !== undefined) return known
    const taken = this.#inLine(() => this.#carryOut(command))
      .catch((error: unknown) => this.#refuse(command, error))
      .finally(() => this.#taken.delete(command.id))
    this.#taken.set(command.id, taken)
    return taken
  }

  /** Nothing more begins. */
  close(): void {
    this.#isClosed = true
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(() => {
      if (this.#isClosed) throw new Error('the engine stops')
      return work()
    })
    this.#line = done.catch(() => {})
    return done
  }

  async #carryOut(command: CommandRow): Promise<void> {
    const { sequencer, clock } = this.desk
    if (command.expiresMs !== null && clock.nowMs() > command.expiresMs) {
      throw new Error('it came too late: nobody was there to carry it out in time')
    }
    if (command.kind === 'reconcile') {
      const { run, open } = await this.#run('request')
      const detail = { ...run, discrepancies: open.map(({ id }) => id) }
      const outcome = { id: command.id, status: 'done', detail } as const
      sequencer.offer({ type: 'answered', outcome })
    } else {
      const decided = await decide(command, {
        account: sequencer.book.account,
        records: this.ports.records,
        nowMs: clock.nowMs(),
        look: async () => this.#looker.look(await this.#sinceMs('request')),
      })
      await this.#apply(command, decided)
    }
    await sequencer.settled()
  }

  /** Books what was decided, frees what may trade again, and only then answers. */
  async #apply(command: CommandRow, { row, word, detail }: Decided): Promise<void> {
    const { sequencer } = this.desk
    if (word !== null) sequencer.offer({ type: 'reconciled', word })
    await sequencer.settled()
    this.#alerts.over(row)
    const { open } = await this.ports.records.standing(sequencer.book.account)
    await this.#risk.free(open)
    const outcome = { id: command.id, status: 'done', detail } as const
    sequencer.offer({ type: 'answered', outcome })
  }

  async #refuse(command: CommandRow, error: unknown): Promise<void> {
    if (this.#isClosed) return
    const reason = error instanceof Error ? error.message : String(error)
    const outcome = { id: command.id, status: 'refused', detail: { reason } } as const
    this.desk.sequencer.offer({ type: 'answered', outcome })
    // A command that is done before its outcome is durable would be found waiting, and taken again.
    await this.desk.sequencer.settled()
  }

  async #sinceMs(trigger: ReconcileTrigger): Promise<number> {
    const { records, settings } = this.ports
    const { account } = this.desk.sequencer.book
    const agreedMs = trigger === 'request' ? null : await records.lastAgreedMs(account)
    const beginMs = agreedMs ?? (await records.openedMs(account))
    const backMs = trigger === 'request' ? settings.lookBackMs : START_BACK_MS
    return Math.max(beginMs, this.desk.clock.nowMs() - backMs) - MARGIN_MS
  }

  async #run(trigger: ReconcileTrigger): Promise<Reconciled> {
    const { clock, sequencer, dispatch } = this.desk
    const { records, settings } = this.ports
    const { account } = sequencer.book
    const startedMs = clock.nowMs()
    const sinceMs = await this.#sinceMs(trigger)
    const noted: NewDiscrepancy[] = []
    const sighting = await this.#looker.compare(sinceMs, async (first) => {
      noted.push(...(await this.#mend(first)))
    })
    const standing = await records.standing(account)
    const { found, ended, withdrawn } = judge(sighting, standing, settings)
    // New risk stops before anything else: the rows that say why may be lost, and are found again.
    await this.#risk.stop(found)
    dispatch(
      withdrawn.flatMap((id) => {
        const sequence = orderSequenceOf(account, id)
        return sequence === null ? [] : [cancelAction(sequencer.book, sequence)]
      })
    )
    const told = new Map([...noted, ...found].map((one) => [keyOf(one), one]))
    const run = runOf(trigger, sighting, { startedMs, endedMs: clock.nowMs(), found: told.size })
    const written = await records.write(account, { run, found, ended })
    await this.#risk.free(written.open)
    this.#alerts.found([...told.values()])
    const over = new Set(ended.flatMap(({ id, resolution }) => (resolution === 'agreed' ? id : [])))
    for (const row of standing.open) {
      if (over.has(row.id)) this.#alerts.over(row)
    }
    this.#lastMs = startedMs
    return { ...written, found: [...told.values()] }
  }

  /**
   * Takes over what the broker has and we lack: executions, then what became of open orders. What is
   * taken over is noted in front of that, so that no crash can make it pass unseen.
   */
  async #mend(first: Look): Promise<readonly NewDiscrepancy[]> {
    const { sequencer, clock } = this.desk
    const { account } = sequencer.book
    const { records, settings } = this.ports
    const noted = missingFills(first, account, settings)
    if (noted.length > 0) await records.note(account, noted, clock.nowMs())
    const missing = new Set(first.differences.filter(isMissingFill).map(({ subject }) => subject))
    for (const fill of first.brokers.fills) {
      if (!missing.has(fill.brokerFillId)) continue
      const isOurs = orderSequenceOf(account, fill.clientOrderId) !== null
      if (isOurs) sequencer.offer({ type: 'report', report: { type: 'filled', fill } })
      else sequencer.offer({ type: 'reconciled', word: { type: 'fill', fill } })
    }
    await sequencer.settled()
    await this.desk.settle()
    return noted
  }

  async #tellFailure(trigger: ReconcileTrigger, startedMs: number, error: unknown): Promise<void> {
    const { sequencer, clock } = this.desk
    const { account, sequence } = sequencer.book
    const remark = error instanceof Error ? error.message : String(error)
    this.#alerts.failed(remark)
    const nothing = { fills: 0, orders: 0, positions: 0, found: 0 }
    const endedMs = clock.nowMs()
    const run = { trigger, startedMs, endedMs, sequence, outcome: 'failed', remark } as const
    await this.ports.records.write(account, { run: { ...run, ...nothing }, found: [], ended: [] })
    this.#lastMs = startedMs
  }
}

function runOf(
  trigger: ReconcileTrigger,
  { last, lasting }: Sighting,
  facts: { readonly startedMs: number; readonly endedMs: number; readonly found: number }
): Omit<Reconciliation, 'open'> {
  const { ours, brokers } = last
  return {
    trigger,
    ...facts,
    sequence: ours.sequence,
    outcome: lasting.length === 0 && last.differences.length === 0 ? 'agrees' : 'differs',
    fills: brokers.fills.length,
    orders: brokers.orders.length,
    positions: new Set([...ours.positions.keys(), ...brokers.positions.keys()]).size,
    remark:
      lasting.length === last.differences.length
        ? null
        : 'some of it did not hold still, and is compared again',
  }
}
