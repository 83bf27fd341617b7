import type { BrokerFill } from '#ports/broker.js'
import type { Difference, ReconcileRecords } from '#ports/reconcile_records.js'
import { ownBooks, readBroker, type BrokerBooks, type OwnBooks } from './books.js'
import { compareBooks } from './compare_books.js'
import type { ReconcileDesk } from './reconcile_desk.js'
import type { ReconcileSettings } from './reconcile_settings.js'

/** Clocks of ours and of the broker's mostly differ by less; where they differ by more, it takes one more look. */
const CLOCK_MARGIN_MS = 5 * 60_000
/** Executions so young are held against each other to see what moves. */
const RECENT_MS = 30_000
/** Looks after the first; what does not hold still for two of them is left to the next comparison. */
const LOOKS_MAX = 6

/** Both sets of books at about one moment, and where they differ. */
export interface Look {
  readonly atMs: number
  readonly ours: OwnBooks
  readonly brokers: BrokerBooks
  readonly differences: readonly Difference[]
}

/** What a comparison saw. */
export interface Sighting {
  readonly first: Look
  readonly last: Look
  /** What two looks, one after the other, found alike. */
  readonly lasting: readonly Difference[]
}

/** Names what a difference is about: it keeps its name while its figures change. */
export function keyOf({
  kind,
  about,
  subject,
}: Pick<Difference, 'kind' | 'about' | 'subject'>): string {
  return `${kind} ${about} ${subject}`
}

/** Whether two differences are about the same and say the same. */
export function isSame(one: Difference, other: Difference): boolean {
  return keyOf(one) === keyOf(other) && one.ours === other.ours && one.brokers === other.brokers
}

function missingFills({ differences }: Look): string[] {
  return differences
    .filter(({ kind, about }) => kind === 'missing_local' && about === 'fill')
    .map(({ subject }) => subject)
}

/**
 * Looks at both sets of books. Neither can be held still while it is read: what is executed meanwhile is
 * heard, and instruments that moved are not compared in this look.
 */
export class Looker {
  #heard: BrokerFill[] = []

  constructor(
    private readonly desk: ReconcileDesk,
    private readonly records: ReconcileRecords,
    private readonly settings: ReconcileSettings
  ) {
    desk.broker.onReport((report) => {
      if (report.type === 'filled') this.#heard.push(report.fill)
    })
  }

  /**
   * Looks; where something differs, lets `mend` take over what can be taken over, and looks again until two
   * looks find the same. `sinceMs`: executions are compared from there on.
   */
  async compare(sinceMs: number, mend: (first: Look) => Promise<void>): Promise<Sighting> {
    const first = await this.look(sinceMs)
    if (first.differences.length === 0) return { first, last: first, lasting: [] }
    await mend(first)
    const mended = new Set(missingFills(first))
    let before = first
    for (let n = 0; ; n++) {
      await this.desk.sleep(this.settings.lookGapMs)
      const last = await this.look(sinceMs)
      // What was executed between two looks, and never told, is taken over like what was there before.
      const fresh = missingFills(last).filter((subject) => !mended.has(subject))
      if (fresh.length > 0 && n < LOOKS_MAX) {
        for (const subject of fresh) mended.add(subject)
        await mend(last)
        before = last
        continue
      }
      const lasting = last.differences.filter((one) =>
        before.differences.some((other) => isSame(one, other))
      )
      const isStill = lasting.length === last.differences.length
      if (isStill || n === LOOKS_MAX) return this.#confirmed({ first, last, lasting }, mend)
      before = last
    }
  }

  /**
   * What one side does not list may lie before the time from which it was asked: clocks differ, and are
   * set. Before an execution counts as missing or anything as a phantom, all that there is is compared.
   */
  async #confirmed(sighting: Sighting, mend: (look: Look) => Promise<void>): Promise<Sighting> {
    const isDoubtful = sighting.lasting.some(
      ({ kind, about }) =>
        kind === 'phantom_local' || (kind === 'missing_local' && about === 'fill')
    )
    if (!isDoubtful) return sighting
    let last = await this.look(0)
    if (missingFills(last).length > 0) {
      await mend(last)
      last = await this.look(0)
    }
    const lasting = sighting.lasting.filter((one) =>
      last.differences.some((other) => isSame(one, other))
    )
    return { ...sighting, last, lasting }
  }

  /** One look; `sinceMs` 0 for everything that the broker has. */
  async look(sinceMs: number): Promise<Look> {
    const { desk, settings } = this
    const { sequencer } = desk
    const atMs = desk.clock.nowMs()
    this.#heard = []
    // By the broker's clock, where it has told the time.
    const nowMs = Math.min(atMs, sequencer.book.brokerMs ?? atMs)
    // As far back as it is by our clock. After a while in which nothing was heard of the broker that is longer ago.
    const fillsSinceMs = sinceMs === 0 ? 0 : nowMs - (atMs - sinceMs)
    const brokers = await readBroker(desk.broker, {
      fillsSinceMs,
      // What ended longer ago was settled, or is asked for before anything counts as a phantom.
      ordersSinceMs: sinceMs === 0 ? 0 : nowMs - CLOCK_MARGIN_MS,
      recentMs: nowMs - RECENT_MS,
    })
    await sequencer.settled()
    const ownSinceMs = Math.min(sinceMs, fillsSinceMs) - CLOCK_MARGIN_MS
    const fills = await this.records.ownFills(sequencer.book.account, ownSinceMs)
    const ours = ownBooks(sequencer.book, fills)
    const isMoving = new Set([...brokers.isMoving, ...this.#heard.map(({ symbol }) => symbol)])
    const window = { ownSinceMs: sinceMs + CLOCK_MARGIN_MS, untilMs: atMs }
    const still = { ...brokers, isMoving }
    const differences = compareBooks(ours, still, { window, settings })
    return { atMs, ours, brokers: still, differences }
  }
}
