import type { AssessEvent } from '#engine/plugin_host/plugin_host.js'
import type { PluginCaller } from '#engine/plugin_host/may_start.js'
import type { RuleVerdict } from '#engine/plugin_host/rule_verdict.js'
import { approval, denial, type Verdict } from '#kernel/risk/verdict.js'
import { foresee } from '#kernel/signal/foresee.js'
import type { Signal } from '#kernel/signal/signal.js'
import { assessText } from '#kernel/simulation/event_text.js'
import { floorToStep } from '#kernel/values/quantity.js'
import type { AccountRule } from '#ports/strategy_records.js'
import { stateOf } from '../account_book.js'
import type { SignalRules } from './signal_desk.js'
import type { AccountDesk } from './strategy_hosting.js'
import type { StrategyPorts } from './strategy_ports.js'
import { setupOf } from './strategy_setup.js'

/** A rule that has not answered by then has said no. */
export const RULE_DEADLINE_MS = 500

/**
 * The plugin rules of one account. Each is asked about every order that opens or adds to a position, all at
 * once and with a deadline; whatever is not a clear yes is a no, and so is a rule that does not run.
 */
export class RuleBench implements SignalRules {
  #rules: readonly AccountRule[] = []
  /** What an order waits for until it is known which rules there are. */
  readonly #known = Promise.withResolvers<void>()
  #isKnown = false
  /** Ended on purpose just now. */
  #leaving: AccountRule | null = null

  constructor(
    private readonly desk: AccountDesk,
    private readonly ports: StrategyPorts
  ) {}

  /** Whether orders pass without being asked about. */
  get isEmpty(): boolean {
    return this.#isKnown && this.#rules.length === 0
  }

  get rules(): readonly AccountRule[] {
    return this.#rules
  }

  /** Starts the rules of the account. One that does not start says no to every order. */
  async open(): Promise<void> {
    this.#rules = await this.ports.records.rules(this.desk.account)
    for (const rule of this.#rules) await this.#start(rule)
    this.#isKnown = true
    this.#known.resolve()
  }

  /** Enables a rule, or gives it other parameters; why that cannot be, in a sentence, or `null`. */
  async enable(rule: AccountRule, actor: string): Promise<string | null> {
    const before = this.#rules.find(({ plugin }) => plugin === rule.plugin)
    if (before !== undefined) await this.#stop(before, 'it gets other parameters')
    const fault = await this.#start(rule)
    if (fault !== null) {
      if (before !== undefined) await this.#start(before)
      return fault
    }
    this.#rules = [...this.#rules.filter(({ plugin }) => plugin !== rule.plugin), rule]
    await this.ports.records.setRule(this.desk.account, rule, actor)
    return null
  }

  /** Disables a rule; why that cannot be, or `null`. */
  async disable(id: string): Promise<string | null> {
    const rule = this.#rules.find(({ plugin }) => plugin === id)
    if (rule === undefined) return `${id.slice(0, 60)} is no rule of ${this.desk.account}`
    await this.ports.records.removeRule(this.desk.account, id)
    this.#rules = this.#rules.filter((one) => one !== rule)
    await this.#stop(rule, 'it was disabled')
    this.ports.alerts.resolve(this.#alertKey(rule))
    return null
  }

  /** Starts those again that the host has let go of. */
  async look(): Promise<void> {
    if (this.#rules.length === 0) return
    const host = await this.ports.host()
    const hosted = host.status()
    for (const rule of this.#rules) {
      const { id, instance } = this.#keyOf(rule)
      if (hosted.some((one) => one.id === id && one.instance === instance)) continue
      await this.#start(rule)
    }
  }

  async close(): Promise<void> {
    this.#known.resolve()
    for (const rule of this.#rules) await this.#stop(rule, 'the engine stops')
  }

  async verdictsOn(signal: Signal): Promise<readonly Verdict[]> {
    if (!this.#isKnown) await this.#known.promise
    if (this.#rules.length === 0 || signal.type === 'cancel') return []
    const { desk } = this
    const state = stateOf(desk.book())
    const asked = foresee(state, signal, (proposal, type) => {
      const atMs = desk.history?.presentMs() ?? this.ports.clock.nowMs()
      const event = JSON.parse(assessText({ state, proposal, type, atMs })) as AssessEvent
      const { opening, terms } = proposal
      return { event, opening, step: terms.quantityStep }
    })
    return Promise.all(
      this.#rules.map(async (rule) => {
        const name = `plugin:${rule.plugin}` as const
        if (asked === null) return denial(name, NOT_ASKED)
        return verdictOf(name, await this.#ask(rule, asked.event), asked)
      })
    )
  }

  async #ask(rule: AccountRule, event: AssessEvent): Promise<RuleVerdict> {
    const { clock } = this.ports
    let cancel = () => {}
    const late = new Promise<RuleVerdict>((resolve) => {
      const reason = `${rule.plugin} did not answer within ${RULE_DEADLINE_MS} ms`
      cancel = clock.setTimer(clock.nowMs() + RULE_DEADLINE_MS, () =>
        resolve({ decision: 'deny', reason })
      )
    })
    const host = await this.ports.host()
    const answered = await Promise.race([host.assess(this.#keyOf(rule), event), late])
    cancel()
    return answered
  }

  async #start(rule: AccountRule): Promise<string | null> {
    const host = await this.ports.host()
    const { account } = this.desk
    const started = await host.start({
      ...this.#keyOf(rule),
      kind: 'risk-rule',
      parameters: rule.parameters,
      account,
      caller: this.#callerOf(rule),
    })
    if (started.ok) return null
    this.#tell(rule, started.failure.message)
    return started.failure.message
  }

  async #stop(rule: AccountRule, reason: string): Promise<void> {
    const host = await this.ports.host()
    this.#leaving = rule
    await host.stop(this.#keyOf(rule), reason)
    this.#leaving = null
  }

  #callerOf(rule: AccountRule): PluginCaller {
    return {
      setup: () => {
        const state = stateOf(this.desk.book())
        const symbols = state.instruments.map(({ terms }) => terms.symbol)
        return setupOf(state, { symbols, timeframe: '1d' })
      },
      prepare: async () => null,
      maySwitch: () => true,
      logged: () => {},
      changed: (state, reason) => {
        if (this.#leaving === rule) return
        if (state === 'running') this.ports.alerts.resolve(this.#alertKey(rule))
        else if (state !== 'starting') this.#tell(rule, reason ?? state)
      },
    }
  }

  /** A rule that does not run denies everything that opens: a person must know. */
  #tell(rule: AccountRule, reason: string): void {
    if (!this.#rules.includes(rule)) return
    const { account } = this.desk
    const key = this.#alertKey(rule)
    const title = `the rule ${rule.plugin} does not run`
    const body = `Until it does, ${account} opens nothing: ${reason}`
    const subject = `plugin:${rule.plugin}`
    this.ports.alerts.raise({ key, severity: 'critical', title, body, account, subject })
  }

  #alertKey({ plugin }: AccountRule): string {
    return `${this.desk.account}:rule:${plugin}`
  }

  #keyOf({ plugin }: AccountRule) {
    const { account, environment } = this.desk
    return { id: plugin, environment, instance: account }
  }
}

/** An order may open by the time it is judged though it only reduced when its rules would have been asked. */
const NOT_ASKED = 'the rule was not asked: the order only reduced risk when it was signalled'

function verdictOf(
  rule: Verdict['rule'],
  answer: RuleVerdict,
  { opening, step }: { readonly opening: number; readonly step: number }
): Verdict {
  if (answer.decision === 'approve') return approval(rule)
  if (answer.decision === 'deny') return denial(rule, answer.reason)
  if (answer.quantity >= opening) return approval(rule)
  const allowed = floorToStep(answer.quantity, step)
  if (!(allowed > 0)) return denial(rule, answer.reason)
  return { rule, decision: 'reduce', allowed, reason: answer.reason }
}
