import type { SettingDeclaration } from './declaration.js'
import { HOUSE_SETTINGS } from './sections/house.js'
import { LIMIT_SETTINGS } from './sections/limits.js'
import { MARKET_SETTINGS } from './sections/market.js'
import { PAPER_SETTINGS } from './sections/paper.js'
import { RECONCILE_SETTINGS } from './sections/reconcile.js'

/** Everything that can be set, section by section, in the order in which it is shown. */
export const ALL_SETTINGS: readonly SettingDeclaration[] = [
  ...MARKET_SETTINGS,
  ...PAPER_SETTINGS,
  ...LIMIT_SETTINGS,
  ...RECONCILE_SETTINGS,
  ...HOUSE_SETTINGS,
]
