import { count, setting, type SettingDeclaration } from '../declaration.js'

const DELAY_MS_MAX = 600_000

/** How the paper broker executes. Every paper account, from its next order on. */
export const PAPER_SETTINGS: readonly SettingDeclaration[] = [
  setting({
    key: 'paper.toVenueMs',
    label: 'Delay of an order',
    says: 'An order, a cancel and a change take effect so much later.',
    kind: count('ms', [0, DELAY_MS_MAX]),
    default: 0,
  }),
  setting({
    key: 'paper.jitterMs',
    label: 'Jitter of the delay',
    says: 'Added to the delay, from 0 to this, drawn for each message.',
    kind: count('ms', [0, DELAY_MS_MAX]),
    default: 0,
  }),
  setting({
    key: 'paper.rejectionFraction',
    label: 'Orders rejected by chance',
    says: 'Part of the orders that the paper broker rejects, so that strategies meet it before they are live.',
    kind: count('fraction', [0, 1]),
    default: 0,
  }),
  setting({
    key: 'paper.slippageBps',
    label: 'Slippage',
    says: 'Each fill is so much worse than the quote, never beyond the limit of its order.',
    kind: count('basis_points', [0, 1_000]),
    default: 0,
  }),
  setting({
    key: 'paper.sizeFraction',
    label: 'Share of the size shown',
    says: 'Part of a quote’s size that our orders may take.',
    kind: count('fraction', [0.001, 1]),
    default: 1,
  }),
  setting({
    key: 'paper.quoteAgeSeconds',
    label: 'Oldest quote that executes',
    says: 'A quote further from the clock than this executes nothing.',
    kind: count('seconds', [0.1, 3_600]),
    default: 15,
  }),
]
