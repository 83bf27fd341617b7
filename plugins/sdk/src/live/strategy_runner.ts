import { ORDER_TYPES, RECORD_LENGTH } from '../../../../app/kernel/signal/signal_record.js'
import { INBOX } from '../../../../app/kernel/simulation/inbox.js'
import { ORDER_ROLES, ORDER_STATES } from '../guest/codes.js'
import type { Guest } from '../guest/guest.js'
import { createObject, parseJson, toJson, TypeFault } from '../guest/intrinsics.js'
import { createGuest } from '../guest/runtime.js'
import { CAPS } from './caps.js'
import type { LiveDefinition } from './definition.js'
import type { LiveEvent, Runner } from './runner.js'
import type { Session } from './session.js'
import type { LiveSetup } from './setup.js'

/**
 * Runs a strategy: events are handed to the very runtime that backtests use, so that the same bars
 * give the same signals.
 */
export function strategyRunner(definition: LiveDefinition, session: Session): Runner {
  const guest = createGuest()
  session.effectsMax = CAPS.signals
  let indexOf = createObject(null) as Record<string, number>

  function instrument(event: LiveEvent): number {
    const index = indexOf[event.symbol as string]
    if (index === undefined) throw new TypeFault(`${event.symbol} is not of this strategy`)
    return index
  }

  /** Passes the lines on, and the signals or the failure of a call. */
  function take(said: number): void {
    const lines = parseJson(guest.logs()) as string[]
    for (let at = 0; at < lines.length; at += 1) session.logs.write([lines[at]])
    if (said < 0) {
      session.described = guest.failure()
      throw new TypeFault('the strategy failed')
    }
    for (let k = 0; k < said; k += 1) session.add(signalJson(guest, k))
  }

  return {
    start(setup) {
      const fault = guest.load(definition)
      if (fault !== '') throw new TypeFault(fault)
      indexOf = indicesOf(setup)
      const { pluginId, instruments, timeframe, timeframeMs, parameters, seed, account } = setup
      const { firstReference } = setup
      const warmupBars = guest.start(
        toJson({
          ...{ strategyId: pluginId, instruments, timeframe, timeframeMs },
          ...{ parameters, seed, account, firstReference },
        })
      )
      take(warmupBars < 0 ? -1 : 0)
      return `{"warmupBars":${toJson(warmupBars)},"hears":${guest.hears()},"hasSlice":${guest.hasSlice() === 1}}`
    },
    handle(event) {
      take(tell(guest, event, instrument))
      return 'null'
    },
    state: () => guest.state(),
  }
}

function indicesOf({ instruments, account, timeframe }: LiveSetup): Record<string, number> {
  if (instruments === undefined || account === undefined || timeframe === undefined) {
    throw new Error('setup: a strategy needs instruments, timeframe and account')
  }
  const indexOf = createObject(null) as Record<string, number>
  for (let at = 0; at < instruments.length; at += 1) {
    indexOf[(instruments[at] as { symbol: string }).symbol] = at
  }
  return indexOf
}

/** The k-th signal of the last call as the JSON text of an effect. */
function signalJson(guest: Guest, k: number): string {
  let record = ''
  for (let at = 0; at < RECORD_LENGTH; at += 1) {
    record += (at === 0 ? '' : ',') + toJson(guest.signals[k * RECORD_LENGTH + at])
  }
  return `{"type":"signal","record":[${record}],"reason":${toJson(guest.text(k))}}`
}

/** Numbers of the events whose fields are all numbers and texts. */
type Told = Readonly<Record<string, number>> & { readonly symbol: string }

function tell(guest: Guest, event: LiveEvent, instrumentOf: (event: LiveEvent) => number): number {
  const told = event as unknown as Told
  switch (event.type) {
    case 'bar':
      return tellBar(guest, event, instrumentOf(event))
    case 'slice':
      return guest.hasSlice() === 1 ? guest.onSlice(told.endMs as number) : 0
    case 'position': {
      const { quantity, averageCost, realisedPnl } = told
      guest.onPosition(
        instrumentOf(event),
        quantity as number,
        averageCost as number,
        realisedPnl as number
      )
      return 0
    }
    case 'fill':
      return guest.onFill(
        instrumentOf(event),
        told.reference as number,
        told.sequence as number,
        event.side === 'buy' ? 1 : -1,
        told.quantity as number,
        told.price as number,
        told.commission as number,
        event.atMs
      )
    case 'order':
      return guest.onOrder(
        instrumentOf(event),
        told.reference as number,
        told.sequence as number,
        codeOf(event.state, ORDER_STATES),
        event.side === 'buy' ? 1 : -1,
        codeOf(event.orderType, ORDER_TYPES),
        told.quantity as number,
        told.filled as number,
        (event.limitPrice as number | null) ?? 0,
        (event.stopPrice as number | null) ?? 0,
        codeOf(event.role, ORDER_ROLES)
      )
    case 'denied':
      return guest.onDenied(
        instrumentOf(event),
        told.reference as number,
        event.code as string,
        event.text as string
      )
    case 'quote':
      return guest.onQuote(
        instrumentOf(event),
        told.bid as number,
        told.ask as number,
        told.bidSize as number,
        told.askSize as number,
        told.quotedMs as number
      )
    case 'corporate_action':
      return guest.onCorporateAction(
        instrumentOf(event),
        event.action === 'split' ? 1 : 2,
        told.value as number,
        told.exDay as number
      )
    case 'stop':
      return guest.onStop()
    default:
      throw new TypeFault(`a strategy is not told of "${event.type}"`)
  }
}

interface BarEvent {
  readonly startMs: number
  readonly endMs: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly warmingUp: boolean
  readonly account: {
    readonly cash: number
    readonly buyingPower: number
    readonly equity: number
    readonly exposure: number
  }
}

function tellBar(guest: Guest, event: LiveEvent, instrument: number): number {
  const bar = event as unknown as BarEvent
  const { inbox } = guest
  inbox[INBOX.startMs] = bar.startMs
  inbox[INBOX.endMs] = bar.endMs
  inbox[INBOX.open] = bar.open
  inbox[INBOX.high] = bar.high
  inbox[INBOX.low] = bar.low
  inbox[INBOX.close] = bar.close
  inbox[INBOX.volume] = bar.volume
  inbox[INBOX.cash] = bar.account.cash
  inbox[INBOX.buyingPower] = bar.account.buyingPower
  inbox[INBOX.equity] = bar.account.equity
  inbox[INBOX.exposure] = bar.account.exposure
  inbox[INBOX.warmingUp] = bar.warmingUp ? 1 : 0
  return guest.onInboxBar(instrument)
}

function codeOf(word: unknown, words: readonly string[]): number {
  for (let at = 0; at < words.length; at += 1) if (words[at] === word) return at
  throw new TypeFault(`an order's ${toJson(word)} is not known`)
}
