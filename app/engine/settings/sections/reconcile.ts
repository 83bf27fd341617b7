import { RECONCILE_DEFAULTS } from '../../reconcile/reconcile_settings.js'
import { count, setting, type SettingDeclaration } from '../declaration.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** How often our books are compared with the broker's, and what still counts as the same. */
export const RECONCILE_SETTINGS: readonly SettingDeclaration[] = [
  setting({
    key: 'reconcile.openEveryMinutes',
    label: 'Between comparisons, market open',
    says: 'How often positions, cash and orders are compared with the broker’s during a session.',
    kind: count('minutes', [1, 1_440]),
    default: RECONCILE_DEFAULTS.openEveryMs / MINUTE_MS,
  }),
  setting({
    key: 'reconcile.closedEveryMinutes',
    label: 'Between comparisons, markets closed',
    says: 'The same while every market of the account is closed.',
    kind: count('minutes', [1, 10_080]),
    default: RECONCILE_DEFAULTS.closedEveryMs / MINUTE_MS,
  }),
  setting({
    key: 'reconcile.cashTolerance',
    label: 'Cash that may differ',
    says: 'Currency units by which the cash of a currency may differ.',
    kind: count('money', [0, 1_000_000]),
    default: RECONCILE_DEFAULTS.cashTolerance,
  }),
  setting({
    key: 'reconcile.quantityTolerance',
    label: 'Quantity that may differ',
    says: 'Units by which a position, a fill or an order may differ.',
    kind: count('units', [0, 1]),
    default: RECONCILE_DEFAULTS.quantityTolerance,
  }),
  setting({
    key: 'reconcile.graveCashFraction',
    label: 'Cash difference that stops new risk',
    says: 'Cash that differs by more than this part of the equity stops all new risk.',
    kind: count('fraction', [0, 1]),
    default: RECONCILE_DEFAULTS.graveCashFraction,
  }),
  setting({
    key: 'reconcile.lateReportSeconds',
    label: 'Time for a late report',
    says: 'A fill younger than this may still be on its way: it is no discrepancy yet.',
    kind: count('seconds', [0, 600]),
    default: RECONCILE_DEFAULTS.lateReportMs / 1_000,
  }),
  setting({
    key: 'reconcile.lookGapMs',
    label: 'Between the two looks',
    says: 'Only what both looks of a comparison find is a discrepancy.',
    kind: count('ms', [0, 60_000]),
    default: RECONCILE_DEFAULTS.lookGapMs,
  }),
  setting({
    key: 'reconcile.lookBackDays',
    label: 'How far back fills are compared',
    says: 'When a person asks for a comparison.',
    kind: count('days', [1, 365]),
    default: RECONCILE_DEFAULTS.lookBackMs / DAY_MS,
  }),
]
