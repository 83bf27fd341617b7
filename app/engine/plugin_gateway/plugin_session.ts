import type { Permission } from '#engine/plugin_permissions/capability.js'
import type { Result } from '#kernel/values/result.js'
import type { PluginNetwork } from '#ports/plugin_network.js'
import type { RequestName } from './effect_form.js'
import { PluginSockets } from './plugin_sockets.js'
import { PluginTimers } from './plugin_timers.js'
import type { Deliver, EffectFailure, PluginEvent, RunningIdentity } from './running_plugin.js'

/** Requests of one plugin that run at the same time; more wait. */
const CONCURRENT_MAX = 4
/** Requests that may wait; beyond them they are refused. */
const WAITING_MAX = 50
/** A refusal is answered no faster than this, so that a plugin that insists cannot spin. */
const REFUSAL_DELAY_MS = 250
const REFUSALS_WAITING_MAX = 100
/** Reviews without readable grants after which everything is closed. */
const BLIND_REVIEWS_MAX = 5

/** What one process of a plugin has open: requests, connections, timers. Ends with the process. */
export class PluginSession {
  readonly timers: PluginTimers
  readonly sockets: PluginSockets
  readonly #ending = new AbortController()
  readonly #waiting: (() => void)[] = []
  #running = 0
  #storing: Promise<unknown> = Promise.resolve()
  #storingCount = 0
  #refusalsWaiting = 0
  #blindReviews = 0

  constructor(
    readonly plugin: RunningIdentity,
    private readonly ports: {
      readonly network: Pick<PluginNetwork, 'open'>
      readonly now: () => number
    },
    /** Where events go; the caller may change it with each answer. */
    public deliver: Deliver
  ) {
    const forward: Deliver = (event) => this.#tell(event)
    const { now } = ports
    this.timers = new PluginTimers(forward, now)
    const { signal } = this.#ending
    this.sockets = new PluginSockets(ports.network, { deliver: forward, now, signal })
  }

  /** Whether its process is gone; nothing may begin any more. */
  get isEnded(): boolean {
    return this.#ending.signal.aborted
  }

  get hasOpenThings(): boolean {
    return this.timers.count > 0 || this.sockets.count > 0
  }

  /** Does work one after the other, as storage needs it, and answers the request. */
  inOrder(
    request: RequestName,
    work: () => Promise<Result<unknown, EffectFailure>>
  ): EffectFailure | null {
    if (this.#storingCount >= WAITING_MAX * 2) return BUSY
    this.#storingCount += 1
    this.#storing = this.#storing
      .then(() => this.#answer(request, work))
      .finally(() => (this.#storingCount -= 1))
    return null
  }

  /** Does work beside other work, a few at a time, and answers the request. */
  beside(
    request: RequestName,
    work: (signal: AbortSignal) => Promise<Result<unknown, EffectFailure>>
  ): EffectFailure | null {
    if (this.#waiting.length >= WAITING_MAX) return BUSY
    const run = () => {
      this.#running += 1
      void this.#answer(request, () => work(this.#ending.signal)).finally(() => {
        this.#running -= 1
        this.#waiting.shift()?.()
      })
    }
    if (this.#running < CONCURRENT_MAX) run()
    else this.#waiting.push(run)
    return null
  }

  /** Tells the plugin why a request of its was refused, when it named one. */
  answerRefusal(effect: unknown, failure: EffectFailure): void {
    if (typeof effect !== 'object' || effect === null) return
    const request = nameIn(effect, 'request')
    const connection = nameIn(effect, 'connection')
    if (request === null && connection === null) return
    // About a connection that is there, or has just been closed, the plugin knows already.
    if (request === null && (failure.code === 'in_use' || failure.code === 'busy')) return
    if (this.#refusalsWaiting >= REFUSALS_WAITING_MAX) return
    this.#refusalsWaiting += 1
    const error = { code: failure.code, message: failure.message }
    const timer = setTimeout(() => {
      this.#refusalsWaiting -= 1
      const atMs = this.ports.now()
      if (request !== null) void this.#tell({ type: 'result', atMs, request, ok: false, error })
      else void this.#tell({ type: 'socket', atMs, connection, kind: 'closed', error })
    }, REFUSAL_DELAY_MS)
    timer.unref()
  }

  /** Closes what the grants no longer allow; `null` when they could not be read. */
  review(grants: readonly Permission[] | null): void {
    this.#blindReviews = grants === null ? this.#blindReviews + 1 : 0
    if (grants === null && this.#blindReviews < BLIND_REVIEWS_MAX) return
    const held = grants ?? []
    if (!held.some(({ name }) => name === 'timers')) this.timers.cancelAll()
    this.sockets.keepOnly(held)
  }

  /** Ends everything; nothing is delivered any more. */
  end(): void {
    this.#ending.abort()
    this.#waiting.length = 0
    this.timers.cancelAll()
    this.sockets.closeAll()
  }

  async #answer(
    request: RequestName,
    work: () => Promise<Result<unknown, EffectFailure>>
  ): Promise<void> {
    if (this.#ending.signal.aborted) return
    let outcome: Result<unknown, EffectFailure>
    try {
      outcome = await work()
    } catch {
      // What went wrong inside the host is no business of the plugin's.
      const failure = { code: 'unavailable', message: 'this does not work just now' }
      outcome = { ok: false, failure }
    }
    const atMs = this.ports.now()
    const answer = outcome.ok
      ? { ok: true, value: outcome.value }
      : { ok: false, error: { code: outcome.failure.code, message: outcome.failure.message } }
    void this.#tell({ type: 'result', atMs, request, ...answer })
  }

  async #tell(event: PluginEvent): Promise<void> {
    if (this.#ending.signal.aborted) return
    try {
      await this.deliver(event)
    } catch {
      // Who delivers knows that the plugin is gone and closes this session.
    }
  }
}

const BUSY: EffectFailure = { code: 'busy', message: 'too many requests are waiting' }

function nameIn(effect: object, field: string): RequestName | null {
  const value = Object.getOwnPropertyDescriptor(effect, field)?.value as unknown
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  return typeof value === 'string' && /^\P{C}{1,100}$/u.test(value) ? value : null
}
