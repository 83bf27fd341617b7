import { FencedOff } from '#ports/journal.js'
import type { TradingLease } from '#ports/trading_lease.js'
import { engineStopped, STOPPED_KEY } from '../alerts/engine_alerts.js'
import type { EnginePorts } from './engine_ports.js'
import { startEngine, type TradingEngine } from './trading_engine.js'

/** After a failure, before the next start; also how often new accounts and a free lease are looked for. */
const PAUSE_MS = 1_000

/** Trading of all accounts, kept up for as long as the process lives. */
export interface Trading {
  /** What trades now, by account. Empty in a process that only reads. */
  readonly engines: ReadonlyMap<string, TradingEngine>
  /** Stops trading and gives the lease back. */
  stop(): Promise<void>
}

/**
 * Trades every account while this process has the lease, and waits for it while another has.
 *
 * There is one way to go on after anything failed (journal, lease, broker): stop all, begin anew with the
 * lease, read the journal, ask the brokers. So every failure takes the path of the crash, which is tested.
 */
export function keepTrading(ports: EnginePorts): Trading {
  const keeper = new Keeper(ports)
  void keeper.run()
  return keeper
}

class Keeper implements Trading {
  readonly engines = new Map<string, TradingEngine>()
  #isStopping = false
  #wake: () => void = () => {}
  #ended: Promise<void> = Promise.resolve()
  #told = ''

  constructor(private readonly ports: EnginePorts) {}

  run(): Promise<void> {
    this.#ended = this.#run()
    return this.#ended
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#wake()
    await this.#ended
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        const asked = await this.#askForLease()
        if (asked !== null) await this.#trade(asked)
      } catch (error) {
        if (!this.#isStopping) this.ports.alerts.raise(engineStopped(textOf(error)))
      }
      if (!this.#isStopping) await this.#pause()
    }
  }

  /** The lease, when there is something to trade and nobody else has it. */
  async #askForLease(): Promise<TradingLease | null> {
    if ((await this.ports.accounts()).length === 0) return null
    const answer = await this.ports.leases.acquire()
    if (answer.type === 'taken') return answer.lease
    this.#tellOnce(`${answer.by} trades; this process only reads`)
    return null
  }

  /** What is the same at every attempt is told once. */
  #tellOnce(sentence: string): void {
    if (sentence !== this.#told) this.ports.warn(sentence)
    this.#told = sentence
  }

  async #trade(lease: TradingLease): Promise<void> {
    let failure: unknown = null
    const fail = (error: unknown) => {
      failure ??= error
      this.#wake()
    }
    void lease.lost.then(() => fail(new Error('the lease went away with the database')))
    let isClean = false
    try {
      while (!this.#isStopping) {
        for (const account of await this.ports.accounts()) {
          if (this.engines.has(account)) continue
          const engine = await startEngine(account, await lease.takeAccount(account), this.ports)
          this.engines.set(account, engine)
          void engine.failed.then(fail)
          const { orders } = engine.sequencer.book.state ?? { orders: [] }
          this.ports.info(`${account} trades; ${orders.length} open orders`)
          this.#told = ''
          this.ports.alerts.resolve(STOPPED_KEY)
        }
        if (failure === null) await this.#pause()
        if (failure !== null) throw failure
      }
      isClean = true
    } finally {
      const engines = [...this.engines.values()]
      this.engines.clear()
      // Without the lease nothing may be written any more.
      await Promise.allSettled(engines.map((one) => (isClean ? one.stop() : one.abandon())))
      await lease.release()
    }
  }

  #pause(): Promise<void> {
    const { clock } = this.ports
    return new Promise((resolve) => {
      const cancel = clock.setTimer(clock.nowMs() + PAUSE_MS, resolve)
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
  }
}

function textOf(error: unknown): string {
  if (error instanceof FencedOff) return error.message
  return error instanceof Error ? error.message : String(error)
}
