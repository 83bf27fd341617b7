import type { Position } from '../position/position.js'

/** Counts the positions that are open, told of each that changes: nobody goes through all after every fill. */
export class OpenPositions {
  count = 0
  readonly #isOpen: Uint8Array

  constructor(readonly positions: readonly Position[]) {
    this.#isOpen = new Uint8Array(positions.length)
  }

  /** Takes note that the position at an index has changed. */
  note(at: number): void {
    const isOpen = (this.positions[at] as Position).quantity === 0 ? 0 : 1
    this.count += isOpen - (this.#isOpen[at] as number)
    this.#isOpen[at] = isOpen
  }
}
