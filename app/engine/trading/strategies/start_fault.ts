import type { StrategyRow } from '#ports/strategy_records.js'
import { stateOf } from '../account_book.js'
import type { AccountDesk } from './strategy_hosting.js'
import { instrumentOf } from './strategy_setup.js'

/** Refusals that end by themselves: a grant is given, a plugin is enabled again. */
const PASSING = [
  'not_installed',
  'disabled',
  'blocked',
  'engine_unsupported',
  'level_refused',
  'grant_missing',
  'too_many',
  'already_running',
  'stopped',
  'quarantined',
]

/** Why a strategy cannot run in an account as it is now, in a sentence; `null` when it can. */
export async function startFault(
  { symbols, timeframe }: Pick<StrategyRow, 'symbols' | 'timeframe'>,
  { account, book, history }: Pick<AccountDesk, 'account' | 'book' | 'history'>
): Promise<string | null> {
  const state = stateOf(book())
  const missing = symbols.filter((symbol) => instrumentOf(state, symbol) < 0)
  if (missing.length > 0) {
    return `${account} does not trade ${missing.join(', ')}; node ace account:add ${missing.join(',')}`
  }
  try {
    await history?.last(symbols[0] as string, timeframe, 0, history.presentMs())
    return null
  } catch (error) {
    if (error instanceof RangeError) return `there are no ${timeframe} bars here: ${error.message}`
    throw error
  }
}

/** Whether a refused start may succeed later without anybody changing the strategy. */
export function passes(code: string): boolean {
  return PASSING.includes(code)
}
