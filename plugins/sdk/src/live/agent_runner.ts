import type { Agent, AgentContext } from '../agent/agent.js'
import type { Bar } from '../strategy/bar.js'
import { stateJson } from '../guest/definition.js'
import { freeze, toJson, sliceText, TypeFault } from '../guest/intrinsics.js'
import { CAPS } from './caps.js'
import { madeFault, type LiveDefinition } from './definition.js'
import { effectCalls } from './effect_calls.js'
import { name, numberJson } from './reading.js'
import { Requests } from './requests.js'
import type { LiveEvent, Runner } from './runner.js'
import type { Session } from './session.js'
import type { LiveSetup } from './setup.js'

const CALLBACKS = {
  needed: [],
  optional: ['onBar', 'onAccount', 'onTimer', 'onResult', 'onStop', 'state'],
}

const WARMUP_BARS_MAX = 100_000

/** Runs an agent: it is shown bars and the account, and may ask the host for what it was granted. */
export function agentRunner(definition: LiveDefinition, session: Session): Runner {
  const requests = new Requests(session)
  let agent: Agent = {}
  let context: AgentContext
  return {
    start(setup) {
      context = contextOf(setup, session, requests)
      const made = definition.create(setup.parameters, context)
      const fault = madeFault(made, 'agent', CALLBACKS)
      if (fault !== '') throw new TypeFault(fault)
      agent = made as Agent
      const warmup = numberJson(agent.warmupBars ?? 0, 'warmupBars', 0, WARMUP_BARS_MAX)
      return `{"warmupBars":${warmup},"hearsBars":${agent.onBar !== undefined},"hearsAccount":${agent.onAccount !== undefined}}`
    },
    handle(event) {
      requests.tellRefusals(agent, context)
      tell(agent, context, { event, session, requests })
      return 'null'
    },
    state: () => stateJson(agent),
  }
}

function tell(
  agent: Agent,
  context: AgentContext,
  { event, session, requests }: { event: LiveEvent; session: Session; requests: Requests }
): void {
  switch (event.type) {
    case 'bar':
      if (agent.onBar === undefined) return
      session.where = 'onBar'
      return agent.onBar(barOf(event), context)
    case 'account': {
      if (agent.onAccount === undefined) return
      session.where = 'onAccount'
      const { equity, peakEquity, drawdown, dailyLoss } = event as LiveEvent & AccountFields
      return agent.onAccount(freeze({ equity, peakEquity, drawdown, dailyLoss }), context)
    }
    case 'timer':
      session.where = 'onTimer'
      return agent.onTimer?.(event.name as string, context)
    case 'result':
      return requests.tell(event, agent, context)
    case 'stop':
      session.where = 'onStop'
      return agent.onStop?.(context)
    default:
      throw new TypeFault(`an agent is not told of "${event.type}"`)
  }
}

interface AccountFields {
  readonly equity: number
  readonly peakEquity: number
  readonly drawdown: number
  readonly dailyLoss: number
}

function barOf(event: LiveEvent): Bar {
  const { symbol, startMs, endMs, open, high, low, close, volume } = event as unknown as Bar
  return freeze({ symbol, startMs, endMs, open, high, low, close, volume })
}

function contextOf(setup: LiveSetup, session: Session, requests: Requests): AgentContext {
  const symbols: string[] = []
  const instruments = setup.instruments ?? []
  for (let at = 0; at < instruments.length; at += 1) {
    symbols[at] = (instruments[at] as { symbol: string }).symbol
  }
  return freeze({
    get now(): number {
      return session.atMs
    },
    environment: setup.environment,
    symbols: freeze(symbols),
    timeframe: setup.timeframe ?? '',
    setRiskBias: (value: number, reason: string) => {
      const bias = numberJson(value, 'setRiskBias: value', 0, 1)
      const words = toJson(sliceText(name(reason, 'setRiskBias: reason', Infinity), 0, CAPS.reason))
      session.add(`{"type":"risk_bias","value":${bias},"reason":${words}}`)
    },
    ...effectCalls(session, requests),
  })
}
