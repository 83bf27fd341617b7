import { defineStrategy, type Context, type Strategy } from '@aq-trading/sdk'
import type { Guest } from '../../../../plugins/sdk/src/guest/guest.js'
import { createGuest } from '../../../../plugins/sdk/src/guest/runtime.js'
import { FIELD, RECORD_LENGTH } from '#kernel/signal/signal_record.js'

/** What the kernel is for a guest in these tests: setup and bars by hand. */
export const SETUP = {
  strategyId: 'test',
  instruments: [
    {
      symbol: 'US.AAPL',
      currency: 'USD',
      tickSize: 0.01,
      lotSize: 1,
      quantityStep: 1,
      multiplier: 1,
    },
    {
      symbol: 'HK.00700',
      currency: 'HKD',
      tickSize: 0.2,
      lotSize: 100,
      quantityStep: 100,
      multiplier: 1,
      fxRate: 0.128,
    },
  ],
  timeframe: '1d',
  timeframeMs: 86_400_000,
  parameters: {},
  seed: 7,
  account: { currency: 'USD', cash: 10_000 },
}

/** A guest with a strategy in it, started. */
export function guestWith(
  create: (context: Context) => Strategy,
  setup: object = SETUP
): { guest: Guest; warmupBars: number } {
  const guest = createGuest()
  const definition = defineStrategy({ id: 'test', kind: 'strategy' }, (_, context) =>
    create(context)
  )
  const fault = guest.load(definition)
  if (fault !== '') throw new Error(fault)
  return { guest, warmupBars: guest.start(JSON.stringify(setup)) }
}

/** Shows a bar that closes at `close`; the day counts from 0. */
export function show(
  guest: Guest,
  close: number,
  at: { day?: number; instrument?: number; warm?: boolean } = {}
): number {
  const { day = 0, instrument = 0, warm = false } = at
  const startMs = day * 86_400_000
  const endMs = startMs + 86_399_999
  const prices = [close - 1, close + 2, close - 2, close, 5_000]
  guest.inbox.set([startMs, endMs, ...prices, 9_000, 8_000, 10_500, 1_500, warm ? 1 : 0])
  return guest.onInboxBar(instrument)
}

/** The k-th signal row of the last call, by field. */
export function row(guest: Guest, k = 0): Record<keyof typeof FIELD, number> {
  const start = k * RECORD_LENGTH
  const entries = Object.entries(FIELD).map(([name, at]) => [name, guest.signals[start + at]])
  return Object.fromEntries(entries) as Record<keyof typeof FIELD, number>
}

/** The last failure. */
export function failureOf(guest: Guest): { message: string; stack: string; where: string } {
  return JSON.parse(guest.failure()) as { message: string; stack: string; where: string }
}
