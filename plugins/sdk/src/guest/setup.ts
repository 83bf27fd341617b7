import { isFinite, isSafeInteger, parseJson } from './intrinsics.js'

/** What the engine tells a plugin's realm before the first bar. JSON text when it crosses. */
export interface GuestSetup {
  readonly strategyId: string
  readonly instruments: readonly GuestInstrument[]
  readonly timeframe: string
  readonly timeframeMs: number
  /** Validated against the manifest by the host. */
  readonly parameters: Readonly<Record<string, number | boolean | string>>
  readonly seed: number
  readonly account: { readonly currency: string; readonly cash: number }
  /** References of signals begin after this; 0 when left out. Those up to it were given by an earlier process. */
  readonly firstReference?: number
}

/** Terms of an instrument. */
export interface GuestInstrument {
  readonly symbol: string
  readonly currency: string
  readonly tickSize: number
  readonly lotSize: number
  readonly quantityStep: number
  readonly multiplier: number
  /** Account currency for one unit of the instrument's currency; 1 when left out. */
  readonly fxRate?: number
}

/** Reads the setup or throws an Error that names the field. Only an unsound host can make it fail. */
export function readSetup(json: string): GuestSetup {
  const setup = parseJson(json) as GuestSetup
  const count = setup.instruments.length
  if (!(count > 0)) throw new Error('setup: instruments must hold at least one')
  for (let index = 0; index < count; index += 1) {
    const given = setup.instruments[index] as GuestInstrument
    if (typeof given.symbol !== 'string') {
      throw new Error(`setup: instrument ${index} has no symbol`)
    }
    if (!(given.multiplier > 0)) {
      throw new Error(`setup: ${given.symbol} has multiplier ${given.multiplier}`)
    }
  }
  if (!isSafeInteger(setup.seed)) throw new Error(`setup: seed ${setup.seed} is not a whole number`)
  const { firstReference = 0 } = setup
  if (!isSafeInteger(firstReference) || firstReference < 0) {
    throw new Error(`setup: firstReference ${firstReference} is not a whole number from 0`)
  }
  if (!isFinite(setup.account.cash)) {
    throw new Error(`setup: cash ${setup.account.cash} is not a number`)
  }
  return setup
}
