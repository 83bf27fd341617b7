import type { Instrument } from '../instrument/instrument.js'

/**
 * What the rules are asked about: an order that would be made, in the figures that decide.
 *
 * Quantities are units. A proposal can close (`reducing`) and open (`opening`) at once when it turns
 * a position around; rules 1 to 3 and 5 judge only the opening part.
 */
export interface Proposal {
  readonly strategy: number
  readonly instrument: number
  readonly terms: Instrument
  /** +1 to buy, -1 to sell. */
  readonly sign: 1 | -1
  /** Units that take the strategy's own position towards zero. */
  readonly reducing: number
  /** Units that open or add to a position. */
  readonly opening: number
  /** Price on which the figures are based, in the instrument's currency. */
  readonly price: number
  /** Account currency units of value per unit at that price. */
  readonly unitValue: number
}
