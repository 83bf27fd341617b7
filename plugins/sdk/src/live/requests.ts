import type { RequestResult } from '../effects/effects.js'
import { createObject, freeze, TypeFault } from '../guest/intrinsics.js'
import { CAPS } from './caps.js'
import type { LiveEvent } from './runner.js'
import type { Session } from './session.js'

type Done = (result: unknown) => void

/** A plugin that hears of results itself. */
interface Listener<C> {
  onResult?(request: number, result: RequestResult<unknown>, context: C): void
}

/** Requests that went to the host and wait for their result. */
export class Requests {
  readonly #session: Session
  #last = 0
  #pending = 0
  readonly #done = createObject(null) as Record<number, Done | null>
  /** Requests made in a backtest, where nobody answers them: their refusal comes before the next event. */
  #refused: number[] = []

  constructor(session: Session) {
    this.#session = session
  }

  /** Sends a request of `fields` (JSON members); its result goes to `done`, or to `onResult` where that is `null`. */
  send(type: string, fields: string, done: Done | null): number {
    if (this.#pending >= CAPS.pending) {
      throw new TypeFault(`${type}: at most ${CAPS.pending} requests may wait for their result`)
    }
    const request = this.#last + 1
    if (this.#session.environment === 'backtest') {
      this.#refused[this.#refused.length] = request
    } else if (!this.#session.add(`{"type":"${type}","request":${request}${fields}}`)) {
      throw new TypeFault(`${type}: too much was asked for in one call`)
    }
    this.#last = request
    this.#pending += 1
    this.#done[request] = done
    return request
  }

  /** Hands a `result` event to whoever waits for it; one that nobody waits for is ignored. */
  tell<C>(event: LiveEvent, plugin: Listener<C>, context: C): void {
    const { request, ok, value, error } = event as unknown as {
      request: number
      ok: boolean
      value: unknown
      error: { code: string; message: string }
    }
    const result = ok ? { ok, value: value ?? null } : { ok: false as const, error: freeze(error) }
    this.#close(request, freeze(result) as RequestResult<unknown>, plugin, context)
  }

  /** Tells of the requests that a backtest cannot answer. */
  tellRefusals<C>(plugin: Listener<C>, context: C): void {
    const refused = this.#refused
    if (refused.length === 0) return
    this.#refused = []
    const message = 'a backtest has neither network nor storage'
    for (let at = 0; at < refused.length; at += 1) {
      const error = freeze({ code: 'not_in_backtest', message })
      this.#close(refused[at] as number, freeze({ ok: false, error }), plugin, context)
    }
  }

  #close<C>(
    request: number,
    result: RequestResult<unknown>,
    plugin: Listener<C>,
    context: C
  ): void {
    const done = this.#done[request]
    if (done === undefined) return
    delete this.#done[request]
    this.#pending -= 1
    this.#session.where = 'onResult'
    if (done !== null) done(result)
    else plugin.onResult?.(request, result, context)
  }
}
