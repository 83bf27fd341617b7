import { WrappedAgent } from '../../app/adapters/sandbox/realm/wrapped_agent.js'
import { LiveGuestCalls } from '../../app/adapters/sandbox/realm/live_guest_calls.js'
import { WrappedRule } from '../../app/adapters/sandbox/realm/wrapped_rule.js'
import { COUNTERS } from '../../app/adapters/sandbox/wire/counters.js'
import { createGuest } from '../../plugins/sdk/src/live/live_guest.js'
import type { Agent, AgentContext, RiskRule } from '@aq-trading/sdk'
import type { CounselAdvisors } from '#kernel/simulation/counsel_advisor.js'

/** Rules and agents of a test, as authors write them. */
export interface Cast {
  readonly rules?: readonly RiskRule[]
  readonly agents?: readonly ((context: AgentContext) => Agent)[]
}

/** Rules and agents as a simulation in the sandbox has them, without the walls of realms. */
export function counselOf({ rules = [], agents = [] }: Cast): CounselAdvisors {
  const run = { counters: new Float64Array(COUNTERS), signalsMax: 1_000_000, failure: null }
  const start = <T extends WrappedRule | WrappedAgent>(
    kind: 'risk-rule' | 'agent',
    create: (parameters: unknown, context: AgentContext) => unknown,
    wrap: (calls: LiveGuestCalls) => T
  ): T => {
    const guest = createGuest()
    const fault = guest.load({ kind, manifest: { id: 'test', kind }, create })
    if (fault !== '') throw new Error(fault)
    const { start: begin, handle } = guest
    const plugin = wrap(new LiveGuestCalls({ start: begin, handle }, 1, run))
    const setup = {
      ...{ kind, pluginId: 'test', environment: 'backtest', parameters: {}, seed: 1, atMs: 0 },
      logPerMin: 100,
    }
    if (plugin.start(JSON.stringify(setup)) < 0) throw new Error(plugin.failure())
    return plugin
  }
  return {
    rules: rules.map((rule) =>
      start(
        'risk-rule',
        () => rule,
        (calls) => new WrappedRule(calls)
      )
    ),
    agents: agents.map((agent) =>
      start(
        'agent',
        (_, context) => agent(context),
        (calls) => new WrappedAgent(calls)
      )
    ),
  }
}

/** Their places in a configuration: `rule1`, `rule2`, ..., `agent1`, ... */
export function slotsOf({ rules = [], agents = [] }: Cast) {
  return {
    rules: rules.map((_, r) => ({ id: `rule${r + 1}` })),
    agents: agents.map((_, a) => ({ id: `agent${a + 1}` })),
  }
}
