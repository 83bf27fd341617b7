/** The part of a bar that range indicators read. Every `Bar` fits. */
export interface HighLow {
  readonly high: number
  readonly low: number
}

/** The part of a bar that needs its last price as well. */
export interface HighLowClose extends HighLow {
  readonly close: number
}

/** The part of a bar that money-flow indicators read. Volume in units. */
export interface PricesAndVolume extends HighLowClose {
  readonly volume: number
}

/** (high + low + close) / 3 */
export function typicalPrice(bar: HighLowClose): number {
  return (bar.high + bar.low + bar.close) / 3
}
