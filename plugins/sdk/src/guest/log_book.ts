import { isArray, sliceText, toJson, toText } from './intrinsics.js'

const LINES_MAX = 1000
const LINE_LENGTH_MAX = 2000
const LENGTH_MAX = 500_000

/** Lines a plugin wrote since they were last taken, bounded: a flood is cut and counted. */
export class LogBook {
  #json = ''
  #lines = 0
  #dropped = 0

  /** Adds one line made of the values, separated by spaces. */
  write(values: ArrayLike<unknown>): void {
    if (this.#lines >= LINES_MAX || this.#json.length >= LENGTH_MAX) {
      this.#dropped += 1
      return
    }
    let line = ''
    for (let index = 0; index < values.length && line.length < LINE_LENGTH_MAX; index += 1) {
      line += (index === 0 ? '' : ' ') + textOf(values[index])
    }
    this.#add(sliceText(line, 0, LINE_LENGTH_MAX))
    this.#lines += 1
  }

  /** JSON array of the lines since the last call. */
  take(): string {
    if (this.#dropped > 0) this.#add(`(${this.#dropped} more lines were dropped)`)
    const json = `[${this.#json}]`
    this.#json = ''
    this.#lines = 0
    this.#dropped = 0
    return json
  }

  #add(line: string): void {
    this.#json += (this.#json === '' ? '' : ',') + toJson(line)
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return toText(value)
  try {
    if (value instanceof Error) return toText(value)
    const json = toJson(value) as string | undefined
    return json === undefined ? (isArray(value) ? '[]' : '{}') : json
  } catch {
    return '(cannot be shown)'
  }
}
