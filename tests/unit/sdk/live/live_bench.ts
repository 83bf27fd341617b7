import {
  defineAgent,
  defineBroker,
  defineRiskRule,
  type Agent,
  type AgentContext,
  type Broker,
  type BrokerContext,
  type RiskRule,
} from '@aq-trading/sdk'
import { createGuest, type LiveGuest } from '../../../../plugins/sdk/src/live/live_guest.js'

/** What a guest answers to an event, read from its JSON. */
export interface Answer {
  readonly ok: boolean
  readonly value: unknown
  readonly effects: readonly Record<string, unknown>[]
  readonly logs: readonly { level: string; text: string }[]
  readonly dropped: number
  readonly droppedEffects?: number
  readonly message?: string
  readonly where?: string
}

const INSTRUMENT = {
  symbol: 'US.AAPL',
  currency: 'USD',
  tickSize: 0.01,
  lotSize: 1,
  quantityStep: 1,
  multiplier: 1,
}

/** What a guest of a kind is started with, as JSON. */
export function setupOf(kind: string, changes: object = {}): string {
  return JSON.stringify({
    ...{ kind, pluginId: 'test', environment: 'paper', parameters: {}, seed: 1, atMs: 1_000 },
    ...{ logPerMin: 60, instruments: [INSTRUMENT], timeframe: '1d', timeframeMs: 86_400_000 },
    account: { currency: 'USD', cash: 10_000 },
    ...changes,
  })
}

/** Starts a definition and returns the way to send it events. */
export function started(definition: { kind: string }, changes: object = {}) {
  const guest: LiveGuest = createGuest()
  const fault = guest.load(definition)
  if (fault !== '') throw new Error(fault)
  const begun = JSON.parse(guest.start(setupOf(definition.kind, changes))) as Answer
  let atMs = 1_000
  const send = (type: string, fields: object = {}): Answer => {
    atMs += 1_000
    return JSON.parse(guest.handle(JSON.stringify({ type, atMs, ...fields }))) as Answer
  }
  return { guest, begun, send }
}

/** The least manifest of a kind. */
export const manifest = (kind: string) => ({ id: 'test', kind })

/** An agent of its callbacks. */
export const agentOf = (make: (context: AgentContext) => Agent) =>
  defineAgent(manifest('agent'), (_, context) => make(context))

/** A risk rule of its callback. */
export const ruleOf = (rule: RiskRule) => defineRiskRule(manifest('risk-rule'), () => rule)

/** A broker of some of its callbacks; the others do nothing. */
export const brokerOf = (make: (context: BrokerContext) => Partial<Broker>) =>
  defineBroker(manifest('broker'), (_, context) => ({
    onConnect() {},
    onSubmit() {},
    onCancel() {},
    ...make(context),
  }))

/** An order of which 100 of 120 open, and the account that it is for. */
export const ASSESS = {
  order: {
    ...{ strategy: 'momentum', symbol: 'US.AAPL', side: 'buy', type: 'market', quantity: 120 },
    ...{ opening: 100, reducing: 20, price: 50, notional: 5_000, sector: 'Tech', currency: 'USD' },
  },
  account: { currency: 'USD', equity: 10_000, cash: 10_000, exposure: 0, positions: [] },
}
