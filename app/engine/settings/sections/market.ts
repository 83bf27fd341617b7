import { count, setting, type SettingDeclaration } from '../declaration.js'

const DAYS_MAX = 3_650

/** How live prices come and how long they are kept. */
export const MARKET_SETTINGS: readonly SettingDeclaration[] = [
  setting({
    key: 'market.replayBarMs',
    label: 'Time of a replayed bar',
    says: 'So long takes one stored daily bar of the replay market; the next bar takes it up.',
    kind: count('ms', [4, 86_400_000]),
    default: 4_000,
    variable: 'AQ_REPLAY_BAR_MS',
  }),
  setting({
    key: 'market.hours',
    label: 'Hours of paper trading',
    says: 'Whether prices move day and night, or in the sessions of each market alone.',
    kind: { type: 'choice', choices: ['always', 'venue'] },
    default: 'always',
    variable: 'AQ_MARKET_HOURS',
    holds: 'restart',
  }),
  setting({
    key: 'market.spreadBps',
    label: 'Spread of a replayed price',
    says: 'Between bid and ask; every paper order pays half of it.',
    kind: count('basis_points', [0, 1_000]),
    default: 2,
  }),
  setting({
    key: 'market.staleAfterSeconds',
    label: 'Age at which a price is stale',
    says: 'Without news for so long, no new risk is taken in an instrument. A replayed bar that takes longer counts instead.',
    kind: count('seconds', [1, 3_600]),
    default: 15,
  }),
  setting({
    key: 'market.quoteDays',
    label: 'Days that quotes are kept',
    says: 'Older ones are removed within the hour; 0 stores none.',
    kind: count('days', [0, DAYS_MAX], { isWhole: true }),
    default: 3,
    variable: 'AQ_QUOTE_DAYS',
  }),
  setting({
    key: 'market.barDays',
    label: 'Days that told bars are kept',
    says: 'Bars as the feed told them; stored series for backtests are not touched.',
    kind: count('days', [0, DAYS_MAX], { isWhole: true }),
    default: 90,
    variable: 'AQ_BAR_DAYS',
  }),
]
