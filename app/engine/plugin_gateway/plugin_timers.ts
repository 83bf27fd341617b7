import type { Effect } from './effect_form.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { Deliver, EffectFailure } from './running_plugin.js'

/** Most timers of one plugin. */
export const TIMERS_MAX = 5

/** The timers of one process of a plugin. A timer waits while the plugin has not taken its last event. */
export class PluginTimers {
  readonly #running = new Map<string, NodeJS.Timeout>()

  constructor(
    private readonly deliver: Deliver,
    private readonly now: () => number
  ) {}

  get count(): number {
    return this.#running.size
  }

  set({
    name,
    periodMs,
    repeats,
  }: Extract<Effect, { type: 'timer.set' }>): Result<void, EffectFailure> {
    if (!this.#running.has(name) && this.#running.size >= TIMERS_MAX) {
      return err({ code: 'too_many', message: `a plugin has at most ${TIMERS_MAX} timers` })
    }
    this.cancel(name)
    let isWaiting = false
    const fire = () => {
      if (!repeats) this.#running.delete(name)
      if (isWaiting) return
      const taken = this.deliver({ type: 'timer', atMs: this.now(), name })
      if (!(taken instanceof Promise)) return
      isWaiting = true
      void taken.catch(() => {}).finally(() => (isWaiting = false))
    }
    const timer = repeats ? setInterval(fire, periodMs) : setTimeout(fire, periodMs)
    timer.unref()
    this.#running.set(name, timer)
    return ok(undefined)
  }

  cancel(name: string): void {
    clearTimeout(this.#running.get(name))
    this.#running.delete(name)
  }

  cancelAll(): void {
    for (const name of [...this.#running.keys()]) this.cancel(name)
  }
}
