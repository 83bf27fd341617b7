import { sliceText } from '../guest/intrinsics.js'
import { CAPS } from './caps.js'
import { LogBucket } from './log_bucket.js'
import { textBytes } from './text_bytes.js'

/**
 * One running plugin: the moment being shown to it, and what it said during the current call.
 *
 * Effects are kept as finished JSON text: nothing that the plugin could still reach is read later.
 */
export class Session {
  /** The moment of the event, UTC epoch ms. */
  atMs = 0
  environment = ''
  /** Effects of one event; a strategy may have more. */
  effectsMax: number = CAPS.effects
  /** The callback that runs: told when it fails. */
  where = 'onStart'
  /** JSON of a failure that was described already; '' for none. */
  described = ''
  readonly logs = new LogBucket()
  #effects = ''
  #bytes = 0
  #count = 0
  #dropped = 0

  /** Adds an effect, as JSON text. False when the call has said too much already; it is counted then. */
  add(effectJson: string): boolean {
    if (this.#count >= this.effectsMax || this.#bytes + textBytes(effectJson) > CAPS.effectBytes) {
      this.#dropped += 1
      return false
    }
    this.#effects += (this.#count === 0 ? '' : ',') + effectJson
    this.#bytes += textBytes(effectJson) + 1
    this.#count += 1
    return true
  }

  /** Begins a call at a moment. */
  begin(atMs: number): void {
    this.atMs = atMs
    this.logs.refill(atMs)
    this.described = ''
    this.#forget()
  }

  /** The answer of a call that went well; `value` is JSON text. */
  answer(value: string): string {
    const dropped = this.#dropped === 0 ? '' : `,"droppedEffects":${this.#dropped}`
    const text = `{"ok":true,"value":${value},"effects":[${this.#effects}],${this.logs.take()}${dropped}}`
    this.#forget()
    return text
  }

  /** The answer of a call that failed: what it wanted is forgotten. `failure` is JSON text of an object. */
  refusal(failure: string): string {
    this.#forget()
    return `{"ok":false,${sliceText(failure, 1, failure.length - 1)},"effects":[],${this.logs.take()}}`
  }

  #forget(): void {
    this.#effects = ''
    this.#bytes = 0
    this.#count = 0
    this.#dropped = 0
  }
}
