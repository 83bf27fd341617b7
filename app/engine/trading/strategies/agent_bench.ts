import type { HostedState } from '#engine/plugin_host/hosted_status.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { CommandOutcome } from '#ports/journal.js'
import type { BarTick } from '#ports/market_feed.js'
import type { AccountAgent } from '#ports/strategy_records.js'
import { fieldsOf } from '../commands/command_translator.js'
import { AgentSession } from './agent_session.js'
import { areTexts } from './rule_commands.js'
import type { StrategyFact } from './strategy_fact.js'
import type { AccountDesk } from './strategy_hosting.js'
import type { StrategyPorts } from './strategy_ports.js'

/** Whether a command is about the agents of an account. */
export function isAgentCommand({ kind }: CommandRow): boolean {
  return kind === 'enable_agent' || kind === 'disable_agent'
}

/**
 * The agents of one account: plugins that watch and may tighten all limits. One that does not run has said
 * its last word, which goes stale; one that is disabled has no say any more.
 */
export class AgentBench {
  readonly #sessions = new Map<string, AgentSession>()

  constructor(
    private readonly desk: AccountDesk,
    private readonly ports: StrategyPorts
  ) {}

  /** Whether something waits for an answer. */
  get isBusy(): boolean {
    return [...this.#sessions.values()].some(({ isBusy }) => isBusy)
  }

  /** Starts the agents of the account. */
  async open(): Promise<void> {
    for (const agent of await this.ports.records.agents(this.desk.account)) await this.#start(agent)
  }

  /** Enables or disables an agent as a command asks, and says what became of it. */
  async carryOut({ id, kind, body, actor, ...row }: CommandRow): Promise<CommandOutcome> {
    const { plugin, parameters = {} } = fieldsOf({ id, kind, body, actor, ...row })
    const refused = (reason: string): CommandOutcome => {
      return { id, status: 'refused', detail: { reason } }
    }
    if (typeof plugin !== 'string') return refused('plugin must be the id of an agent')
    if (kind === 'disable_agent') {
      const isKnown = await this.#disable(plugin, actor)
      const reason = `${plugin.slice(0, 60)} is no agent of ${this.desk.account}`
      return isKnown ? { id, status: 'done', detail: { plugin } } : refused(reason)
    }
    if (!areTexts(parameters)) return refused('parameters must be texts by their names')
    const fault = await this.#enable({ plugin, parameters }, actor)
    return fault === null ? { id, status: 'done', detail: { plugin, parameters } } : refused(fault)
  }

  tell(facts: readonly StrategyFact[]): void {
    if (this.#sessions.size === 0) return
    const bars: BarTick[] = facts.flatMap((fact) => (fact.type === 'bar' ? [fact.bar] : []))
    for (const session of this.#sessions.values()) session.tell(bars)
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((one) => one.settled()))
  }

  /** Starts those again that the host has let go of, and shows the others the account now and then. */
  async look(): Promise<void> {
    if (this.#sessions.size === 0) return
    const hosted = (await this.ports.host()).status()
    for (const session of [...this.#sessions.values()]) {
      const { agent, key } = session
      const isThere = hosted.some((one) => one.id === key.id && one.instance === key.instance)
      if (isThere) session.remind()
      else await this.#start(agent)
    }
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    await Promise.all(sessions.map((one) => one.end('the engine stops')))
  }

  async #enable(agent: AccountAgent, actor: string): Promise<string | null> {
    const before = this.#sessions.get(agent.plugin)
    await before?.end('it gets other parameters')
    this.#sessions.delete(agent.plugin)
    const fault = await this.#start(agent)
    if (fault !== null) {
      this.#forget(agent)
      if (before !== undefined) await this.#start(before.agent)
      return fault
    }
    await this.ports.records.setAgent(this.desk.account, agent, actor)
    return null
  }

  async #disable(id: string, actor: string): Promise<boolean> {
    const session = this.#sessions.get(id)
    if (session === undefined) return false
    await this.ports.records.removeAgent(this.desk.account, id)
    this.#forget(session.agent)
    await session.end('it was disabled')
    const source = `agent:${id}`
    const said = { source, bias: null, isLasting: false, actor, reason: 'the agent was disabled' }
    this.desk.offer({ type: 'bias', said })
    return true
  }

  async #start(agent: AccountAgent): Promise<string | null> {
    const host = await this.ports.host()
    const session: AgentSession = new AgentSession(agent, {
      desk: this.desk,
      host,
      clock: this.ports.clock,
      warn: (sentence) => this.ports.warn(sentence),
      changed: (state, reason) => this.#changed(session, state, reason),
    })
    this.#sessions.set(agent.plugin, session)
    const fault = await session.start()
    if (fault !== null) this.#tell(agent, fault)
    return fault
  }

  #forget(agent: AccountAgent): void {
    this.#sessions.delete(agent.plugin)
    this.ports.alerts.resolve(this.#alertKey(agent))
  }

  #changed(session: AgentSession, state: HostedState, reason: string | null): void {
    const { agent } = session
    if (this.#sessions.get(agent.plugin) !== session) return
    if (state === 'running') this.ports.alerts.resolve(this.#alertKey(agent))
    else if (state !== 'starting') this.#tell(agent, reason ?? state)
  }

  #tell(agent: AccountAgent, reason: string): void {
    const { account } = this.desk
    this.ports.alerts.raise({
      key: this.#alertKey(agent),
      severity: 'warning',
      title: `the agent ${agent.plugin} does not run`,
      body: `What it said last of the risk bias goes stale after half an hour: ${reason}`,
      account,
      subject: `plugin:${agent.plugin}`,
    })
  }

  #alertKey({ plugin }: AccountAgent): string {
    return `${this.desk.account}:agent:${plugin}`
  }
}
