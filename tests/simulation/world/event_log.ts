import { createHash } from 'node:crypto'

/** Everything that happens in a simulated world, line by line, as one hash: two equal runs have the same. */
export class EventLog {
  readonly #hash = createHash('sha256')
  readonly #last: string[] = []

  /** `kept`: how many of the last lines can be shown. */
  constructor(private readonly kept: number) {}

  add(line: string): void {
    this.#hash.update(line).update('\n')
    this.#last.push(line)
    if (this.#last.length > this.kept) this.#last.shift()
  }

  /** The last lines, oldest first. */
  get last(): readonly string[] {
    return this.#last
  }

  /** Ends the log. */
  digest(): string {
    return this.#hash.digest('hex')
  }
}
