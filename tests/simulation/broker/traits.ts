import type { Chance } from '../world/chance.js'

/** What kind of broker a seed has. All of it is within what the port allows. */
export interface BrokerTraits {
  /** A second order of the same id is the same order. */
  readonly refusesDuplicates: boolean
  /** Refuses what comes under an older fencing number, so that its lists can be complete. */
  readonly isFencing: boolean
  /** Part of the orders and changes that it refuses. */
  readonly refusalRate: number
  /** Part of the executions that are not of all that is left. */
  readonly partialRate: number
  /** Part of the reports that are never heard, and of those that are heard again. */
  readonly lossRate: number
  readonly repeatRate: number
  /** Part of the calls that fail, half of them after the broker has done what was asked. */
  readonly failureRate: number
  /** Mean delay of a message, ms: each has its own, so that they overtake each other. */
  readonly delayMs: number
  /** How far its clock is from the true time. */
  readonly skewMs: number
}

/** The broker of a seed: some are nearly kind, some are bad in every way at once. */
export function drawTraits(chance: Chance): BrokerTraits {
  const often = (rates: readonly number[]) => chance.pick(rates)
  const isFencing = chance.happens(0.7)
  return {
    isFencing,
    refusesDuplicates: isFencing || chance.happens(0.5),
    refusalRate: often([0, 0.02, 0.15]),
    partialRate: often([0, 0.3, 0.8]),
    lossRate: often([0, 0.02, 0.2]),
    repeatRate: often([0, 0.1, 0.5]),
    failureRate: often([0, 0.02, 0.15]),
    delayMs: often([2, 40, 400]),
    skewMs: often([0, 0, 700, -700]),
  }
}

/** The same broker on a good day. */
export function atItsBest(traits: BrokerTraits): BrokerTraits {
  const { refusesDuplicates, isFencing, partialRate, skewMs } = traits
  const none = { refusalRate: 0, lossRate: 0, repeatRate: 0, failureRate: 0 }
  return { refusesDuplicates, isFencing, partialRate, skewMs, delayMs: 2, ...none }
}
