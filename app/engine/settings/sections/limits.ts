import { count, setting, type SettingDeclaration } from '../declaration.js'

const NONE = 'no limit'
const MONEY_MAX = 1e12

/**
 * Limits that a new account begins with: a cash account, a twentieth of which may be lost in a day. They are
 * copied when it is opened; its own limits are changed from then on.
 */
export const LIMIT_SETTINGS: readonly SettingDeclaration[] = [
  setting({
    key: 'limits.exposureFractionMax',
    label: 'Exposure of a new account',
    says: 'Market value of all positions, as part of equity.',
    kind: count('fraction', [0, 100]),
    default: 1,
    none: NONE,
  }),
  setting({
    key: 'limits.leverageMax',
    label: 'Leverage of a new account',
    says: 'Buying power as a multiple of equity; 1 is a cash account.',
    kind: count('times', [0.01, 100]),
    default: 1,
  }),
  setting({
    key: 'limits.sectorFractionMax',
    label: 'Sector exposure of a new account',
    says: 'Market value of one sector, as part of equity.',
    kind: count('fraction', [0, 100]),
    default: null,
    none: NONE,
  }),
  setting({
    key: 'limits.notionalMax',
    label: 'Value of one position',
    says: 'Most market value held of one instrument, in the account’s currency.',
    kind: count('money', [0, MONEY_MAX]),
    default: null,
    none: NONE,
  }),
  setting({
    key: 'limits.countMax',
    label: 'Positions of a new account',
    says: 'Most instruments held at once.',
    kind: count('units', [0, 100_000], { isWhole: true }),
    default: null,
    none: NONE,
  }),
  setting({
    key: 'limits.dailyLossFractionMax',
    label: 'Loss of a day',
    says: 'As part of the equity at the session’s start, realised and unrealised.',
    kind: count('fraction', [0, 1]),
    default: 0.05,
    none: NONE,
  }),
  setting({
    key: 'limits.dailyLossMax',
    label: 'Loss of a day in money',
    says: 'The same in the account’s currency.',
    kind: count('money', [0, MONEY_MAX]),
    default: null,
    none: NONE,
  }),
  setting({
    key: 'limits.drawdownFractionMax',
    label: 'Fall from the peak',
    says: 'Fall of equity from its peak that stops new risk.',
    kind: count('fraction', [0, 1]),
    default: 0.25,
    none: NONE,
  }),
  setting({
    key: 'limits.strategyLossMax',
    label: 'Loss of one strategy',
    says: 'Since its start, in the account’s currency; stops its new risk.',
    kind: count('money', [0, MONEY_MAX]),
    default: null,
    none: NONE,
  }),
  setting({
    key: 'limits.haltOnDailyLoss',
    label: 'Stop trading at a loss limit',
    says: 'Whether reaching a loss limit stops the account until a person resumes.',
    kind: { type: 'boolean' },
    default: true,
  }),
]
