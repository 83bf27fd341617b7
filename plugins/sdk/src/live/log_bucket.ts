import { isArray, sliceText, toJson, toText } from '../guest/intrinsics.js'
import { CAPS } from './caps.js'
import { textBytes } from './text_bytes.js'

const MINUTE_MS = 60_000

/**
 * Log lines of the current call, let through by a token bucket: so many a minute on the clock of the
 * events, all at once if they were saved up. What does not pass is dropped and counted.
 */
export class LogBucket {
  #perMinute = 0
  #tokens = 0
  #filledMs = 0
  #json = ''
  #bytes = 0
  #dropped = 0

  /** Sets the rate; the bucket begins full. */
  begin(perMinute: number, atMs: number): void {
    this.#perMinute = perMinute
    this.#tokens = perMinute
    this.#filledMs = atMs
  }

  /** Adds what the time since the last call allows. Time never runs backwards. */
  refill(atMs: number): void {
    const passedMs = atMs - this.#filledMs
    if (!(passedMs > 0)) return
    const tokens = this.#tokens + (passedMs / MINUTE_MS) * this.#perMinute
    this.#tokens = tokens < this.#perMinute ? tokens : this.#perMinute
    this.#filledMs = atMs
  }

  /** Adds a line made of the values, separated by spaces. */
  write(values: ArrayLike<unknown>): void {
    if (this.#tokens < 1 || this.#bytes >= CAPS.logBytes) {
      this.#dropped += 1
      return
    }
    this.#tokens -= 1
    const count = values.length
    let line = ''
    for (let index = 0; index < count && line.length < CAPS.logLine; index += 1) {
      line += (index === 0 ? '' : ' ') + textOf(values[index])
    }
    const text = toJson(sliceText(line, 0, CAPS.logLine))
    const json = `${this.#json === '' ? '' : ','}{"level":"info","text":${text}}`
    this.#json += json
    this.#bytes += textBytes(json)
  }

  /** `"logs":[...],"dropped":n` of the lines since the last call. */
  take(): string {
    const text = `"logs":[${this.#json}],"dropped":${this.#dropped}`
    this.#json = ''
    this.#bytes = 0
    this.#dropped = 0
    return text
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return sliceText(value, 0, CAPS.logLine)
  try {
    if (typeof value !== 'object' || value === null) return toText(value)
    if (value instanceof Error) return toText(value)
    const json = toJson(value) as string | undefined
    return json === undefined ? (isArray(value) ? '[]' : '{}') : json
  } catch {
    return '(cannot be shown)'
  }
}
