import type { LeaseDesk, TradingLease } from '#ports/trading_lease.js'
import type { CallFate, Life } from '../world/life.js'

/** Who may trade, as the database has it. */
export class LeaseStore {
  holder: Life | null = null
  fencing = 0
  /** Tells the holder that its lease is gone. */
  tellLost: () => void = () => {}

  /** The connection of whoever holds it is gone, so that the lock is free. */
  free(life: Life): void {
    if (this.holder !== life) return
    this.holder = null
    this.tellLost()
  }
}

/** A process's way to the lease. */
export class SimLeases implements LeaseDesk {
  constructor(
    private readonly place: {
      readonly store: LeaseStore
      readonly life: Life
      fate(): CallFate
      /** A new number is in force: what comes under an older one is refused from now on. */
      fenced(fencing: number): void
    }
  ) {}

  acquire(): ReturnType<LeaseDesk['acquire']> {
    const { store, life, fate } = this.place
    return life.call('lease', fate(), () => {
      if (store.holder !== null && store.holder !== life) {
        return { type: 'held' as const, by: store.holder.name }
      }
      // The lock goes with the connection, which a dead process has not.
      if (life.isAlive) store.holder = life
      return { type: 'taken' as const, lease: this.#lease() }
    })
  }

  #lease(): TradingLease {
    const { store, life, fate, fenced } = this.place
    const lost = new Promise<void>((resolve) => {
      store.tellLost = () => life.hear(resolve)
    })
    return {
      lost,
      takeAccount: () =>
        life.call('fencing number', fate(), () => {
          // The connection that holds the lock is the one that asks.
          if (store.holder !== life) throw new Error('the lease is gone')
          fenced(++store.fencing)
          return store.fencing
        }),
      release: async () => {
        if (life.isAlive && store.holder === life) store.holder = null
      },
    }
  }
}
