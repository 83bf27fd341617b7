import { approve, defineRiskRule, deny } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }
import { closedBecause } from './hours.js'

/**
 * Opens positions only while the exchange trades, away from its first and last minutes.
 *
 * The market is the part of the symbol before the dot; its clock, daylight saving included, decides.
 */
export default defineRiskRule(
  manifest,
  ({ minutesAfterOpen, minutesBeforeClose, otherMarkets }, context) => {
    // A bar of a day or a week says nothing of the hour: its orders go to the next opening.
    const hasHours = context.timeframe !== '1d' && context.timeframe !== '1w'
    const edges = { afterOpen: minutesAfterOpen, beforeClose: minutesBeforeClose }
    return {
      assess({ symbol }) {
        if (!hasHours) return approve()
        const market = symbol.slice(0, symbol.indexOf('.'))
        const why = closedBecause(market, context.now, edges)
        if (why === '') return approve()
        if (why !== null) return deny(`${market}: ${why}`)
        return otherMarkets === 'allow' ? approve() : deny(`the hours of ${market} are not known`)
      },
    }
  }
)
