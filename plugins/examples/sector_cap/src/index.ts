import { approve, defineRiskRule, deny, reduce, type RiskAccount } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/**
 * Keeps the exposure of each sector within a part of the equity.
 *
 * Exposure is what is held, long and short both counted as positive, and what working orders would
 * change of it: two orders that wait cannot both use the same room.
 */
export default defineRiskRule(manifest, ({ sectorFractionMax, excess, unknownSector }) => ({
  assess(order, account) {
    const { sector, opening, reducing, notional } = order
    if (sector === null && unknownSector === 'ignore') return approve()

    const unitValue = notional / opening
    const limit = Math.max(0, account.equity) * sectorFractionMax
    // An order that turns a position around gives the room of the closed part back first.
    const used = sectorExposure(account, sector) - reducing * unitValue
    const room = limit - used
    if (notional <= room) return approve()

    const reason = `${sector ?? 'instruments without a sector'} would be ${percent(used + notional, account)} of equity, at most ${(100 * sectorFractionMax).toFixed(1)} % is allowed`
    if (excess === 'deny' || room <= 0) return deny(reason)
    return reduce(room / unitValue, reason)
  },
}))

function sectorExposure({ positions }: RiskAccount, sector: string | null): number {
  return positions
    .filter((one) => one.sector === sector)
    .reduce((sum, { value, pending }) => sum + Math.abs(value) + pending, 0)
}

function percent(value: number, { equity }: RiskAccount): string {
  return equity > 0 ? `${((100 * value) / equity).toFixed(1)} %` : 'more than all'
}
