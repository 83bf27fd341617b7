/** Something that is going to happen. */
export interface Appointment {
  readonly atMs: number
  readonly what: string
  readonly run: () => void
}

interface Kept extends Appointment {
  readonly number: number
  isCancelled: boolean
}

/** What is going to happen in a simulated world, in the order of time; of the same time, as it was noted. */
export class Agenda {
  readonly #heap: Kept[] = []
  #nowMs: number
  #count = 0

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  /** True time, UTC epoch ms, which no process of the world gets to see. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** Notes something for `delayMs` from now; returns what takes it back. */
  after(delayMs: number, what: string, run: () => void): () => void {
    const atMs = this.#nowMs + Math.max(0, delayMs)
    const kept: Kept = { atMs, what, run, number: ++this.#count, isCancelled: false }
    this.#push(kept)
    return () => {
      kept.isCancelled = true
    }
  }

  /** Takes the next one off and moves time to it; `null` when nothing more is going to happen until then. */
  next(untilMs: number): Appointment | null {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || first.atMs > untilMs) return null
      this.#pop()
      if (first.isCancelled) continue
      this.#nowMs = first.atMs
      return first
    }
  }

  #push(kept: Kept): void {
    const heap = this.#heap
    let at = heap.push(kept) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (isBefore(heap[above]!, kept)) break
      heap[at] = heap[above]!
      at = above
    }
    heap[at] = kept
  }

  #pop(): Kept | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++
      if (isBefore(last, heap[below]!)) break
      heap[at] = heap[below]!
      at = below
    }
    heap[at] = last
    return first
  }
}

function isBefore(one: Kept, other: Kept): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.number < other.number)
}
