import type { GuestInstrument } from '../guest/setup.js'
import { freeze, isSafeInteger, parseJson } from '../guest/intrinsics.js'

/** Kinds of plugins that the runtime knows. */
export type LiveKind = 'strategy' | 'risk-rule' | 'agent' | 'broker'

/** What the host tells a plugin before its first event. JSON text when it crosses. */
export interface LiveSetup {
  readonly kind: LiveKind
  readonly pluginId: string
  /** `backtest`, `example`, `paper` or `live`. */
  readonly environment: string
  /** Validated against the manifest by the host. */
  readonly parameters: Readonly<Record<string, number | boolean | string>>
  readonly seed: number
  /** The moment of the start, UTC epoch ms. */
  readonly atMs: number
  /** Log lines a minute. */
  readonly logPerMin: number
  /** A strategy needs the rest; others get it when the host has it. */
  readonly instruments?: readonly GuestInstrument[]
  readonly timeframe?: string
  readonly timeframeMs?: number
  readonly account?: { readonly currency: string; readonly cash: number }
  /** Of a strategy: references of its signals begin after this; 0 when left out. */
  readonly firstReference?: number
}

/** Reads the setup or throws an Error that names the field. Only an unsound host can make it fail. */
export function readLiveSetup(json: string): LiveSetup {
  const setup = parseJson(json) as LiveSetup
  if (!isSafeInteger(setup.seed)) throw new Error(`setup: seed ${setup.seed} is not a whole number`)
  if (!isSafeInteger(setup.atMs)) throw new Error(`setup: atMs ${setup.atMs} is not a whole number`)
  if (!(setup.logPerMin >= 0)) throw new Error(`setup: logPerMin ${setup.logPerMin} is below 0`)
  if (typeof setup.environment !== 'string') throw new Error('setup: environment is not a text')
  if (typeof setup.parameters !== 'object' || setup.parameters === null) {
    throw new Error('setup: parameters is not an object')
  }
  freeze(setup.parameters)
  return setup
}
