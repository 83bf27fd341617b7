import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { BarStore } from '#ports/bar_store.js'
import type { Clock } from '#ports/clock.js'
import type { KnownActions } from '#ports/known_actions.js'

/** How often stored actions are read again: what is imported by the evening is there in the morning. */
const READ_MS = 10 * 60_000

/** What a shelf works with. */
export interface ActionShelfPorts {
  readonly store: Pick<BarStore, 'listActions'>
  readonly clock: Clock
  /** They could not be read; what was read before stands. */
  failed(error: unknown): void
}

/** The stored splits and dividends, held in memory, so that whoever asks has his answer at once. */
export class ActionShelf implements KnownActions {
  #bySymbol = new Map<string, CorporateAction[]>()
  #holders = 0
  #cancelTimer = () => {}

  constructor(private readonly ports: ActionShelfPorts) {}

  between(symbol: string, afterDay: number, untilDay: number): readonly CorporateAction[] {
    const known = this.#bySymbol.get(symbol) ?? []
    return known.filter(({ exDay }) => exDay > afterDay && exDay <= untilDay)
  }

  /** Reads them now, and again and again until the function returned is called. Rejects when it cannot. */
  async keep(): Promise<() => void> {
    await this.#read()
    if (this.#holders++ === 0) this.#arm()
    let isKept = true
    return () => {
      if (isKept && --this.#holders === 0) this.#cancelTimer()
      isKept = false
    }
  }

  async #read(): Promise<void> {
    const bySymbol = new Map<string, CorporateAction[]>()
    for (const { symbol, action } of await this.ports.store.listActions(null)) {
      const known = bySymbol.get(symbol)
      if (known === undefined) bySymbol.set(symbol, [action])
      else known.push(action)
    }
    this.#bySymbol = bySymbol
  }

  #arm(): void {
    const { clock, failed } = this.ports
    this.#cancelTimer = clock.setTimer(clock.nowMs() + READ_MS, () => {
      void this.#read()
        .catch(failed)
        .finally(() => {
          if (this.#holders > 0) this.#arm()
        })
    })
  }
}
