/**
 * Chance out of one seed: the same seed gives the same draws on every machine. The generator is sfc32 by
 * Chris Doty-Humphrey (PractRand), its state filled from the seed and a name by FNV-1a.
 */
export class Chance {
  readonly #state: Uint32Array<ArrayBuffer>

  constructor(
    readonly seed: number,
    name = ''
  ) {
    this.#state = Uint32Array.of(hashOf(`${seed} a ${name}`), hashOf(`${seed} b ${name}`), seed, 1)
    for (let k = 0; k < 12; k++) this.#next()
  }

  /** A stream of its own: what is drawn from one does not move the others. */
  fork(name: string): Chance {
    return new Chance(this.seed, name)
  }

  /** 0 or more, below 1. */
  fraction(): number {
    return this.#next() / 4_294_967_296
  }

  happens(probability: number): boolean {
    return this.fraction() < probability
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1))
  }

  /** A number from `low` to below `high`. */
  between(low: number, high: number): number {
    return low + this.fraction() * (high - low)
  }

  /** A waiting time with this mean: most are shorter, a few are several times as long. */
  wait(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T
  }

  /** A name of the table, as often as its weight among all. */
  weighed<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      left -= weight
      if (left < 0) return name
    }
    return entries.at(-1)![0]
  }

  #next(): number {
    const s = this.#state
    const sum = (s[0]! + s[1]! + s[3]!) >>> 0
    s[3] = s[3]! + 1
    s[0] = s[1]! ^ (s[1]! >>> 9)
    s[1] = s[2]! + (s[2]! << 3)
    s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + sum
    return sum
  }
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let k = 0; k < text.length; k++) {
    hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193)
  }
  return hash >>> 0
}
