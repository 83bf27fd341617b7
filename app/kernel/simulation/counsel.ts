import type { OrderType } from '../order/order.js'
import type { Proposal } from '../risk/proposal.js'
import { approval, denial, type Verdict } from '../risk/verdict.js'
import { foresee } from '../signal/foresee.js'
import type { Signal } from '../signal/signal.js'
import { RECORD_LENGTH } from '../signal/signal_record.js'
import type { TradingState } from '../state.js'
import { floorToStep } from '../values/quantity.js'
import type { BarSource } from './bar_source.js'
import type { CounselSlot, SimulationConfig } from './config.js'
import { ANSWER, type CounselAdvisors, type RuleAdvisor } from './counsel_advisor.js'
import { COUNSEL_FIELD, COUNSEL_TYPE, type Evidence } from './evidence.js'
import type { SimulationRecord } from './record.js'

/** Thrown when a rule or an agent failed: nothing that comes after it counts. */
export class CounselFailed extends Error {
  /** `speaker` is the plugin's index: strategies first, then rules, then agents. */
  constructor(
    readonly speaker: number,
    readonly detail: string
  ) {
    super('a rule or an agent failed')
  }
}

/** What rules and agents need of the simulation around them. */
export interface CounselStage {
  readonly state: TradingState
  readonly config: SimulationConfig
  readonly bars: BarSource
  readonly evidence: Evidence | null
  readonly record: SimulationRecord
}

const NO_VERDICTS: readonly Verdict[] = []

/**
 * The plugins of a simulation that do not trade: rules, asked about every order that opens, and agents,
 * shown every instant, whose word can only tighten the limits.
 *
 * What they say is recorded like signals: the number of the question, the speaker, the answer. An approval
 * and a bias that stays as it was leave no row.
 */
export class Counsel {
  readonly #asked: Float64Array
  /** What each agent said last. */
  readonly #said: Float64Array
  #looks = 0
  readonly #row = new Float64Array(RECORD_LENGTH)

  constructor(
    readonly stage: CounselStage,
    readonly advisors: CounselAdvisors
  ) {
    this.#asked = new Float64Array(advisors.rules.length)
    this.#said = new Float64Array(advisors.agents.length).fill(1)
  }

  /** What every rule says to a signal, in order. Throws CounselFailed when one failed. */
  verdictsOn(signal: Signal, atMs: number): readonly Verdict[] {
    if (this.advisors.rules.length === 0) return NO_VERDICTS
    const verdicts = foresee(this.stage.state, signal, (proposal, type) =>
      this.advisors.rules.map((rule, r) => this.#ask(rule, r, { proposal, type, atMs }))
    )
    return verdicts ?? NO_VERDICTS
  }

  #ask(
    rule: RuleAdvisor,
    r: number,
    about: { proposal: Proposal; type: OrderType; atMs: number }
  ): Verdict {
    const { config, state, record } = this.stage
    const counts = record.rules[r] as { asked: number; reduced: number; denied: number }
    const call = (this.#asked[r] = (this.#asked[r] as number) + 1)
    counts.asked++
    const answer = rule.assess({ state, ...about })
    const speaker = config.strategies.length + r
    if (answer < 0) throw new CounselFailed(speaker, rule.failure())
    const name = `plugin:${((config.rules ?? [])[r] as CounselSlot).id}` as const
    if (answer === ANSWER.approve) return approval(name)
    const reason = rule.text()
    const said = answer === ANSWER.reduce ? rule.allowed : 0
    const { verdict } = COUNSEL_TYPE
    this.#note(call, speaker, { type: verdict, decision: answer, amount: said, reason })
    const { opening, terms } = about.proposal
    if (said >= opening) return approval(name)
    const allowed = floorToStep(said, terms.quantityStep)
    if (allowed > 0) {
      counts.reduced++
      return { rule: name, decision: 'reduce', allowed, reason }
    }
    counts.denied++
    return denial(name, reason)
  }

  /**
   * Shows an instant to every agent. The bias that follows from what they said, the smallest of all, or
   * `null` when nothing changed. Throws CounselFailed when one failed.
   */
  look(startMs: number, endMs: number): number | null {
    const { config, state, bars, record } = this.stage
    const { agents } = this.advisors
    this.#looks++
    let hasNews = false
    for (let a = 0; a < agents.length; a++) {
      const agent = agents[a] as (typeof agents)[number]
      const answer = agent.look({ state, bars, startMs, endMs })
      const speaker = config.strategies.length + this.advisors.rules.length + a
      if (answer < 0) throw new CounselFailed(speaker, agent.failure())
      if (answer === 0 || agent.bias === this.#said[a]) continue
      const { bias } = agent
      const reason = agent.text()
      this.#said[a] = bias
      hasNews = true
      const type = COUNSEL_TYPE.bias
      this.#note(this.#looks, speaker, { type, decision: 0, amount: bias, reason })
      const inForce = Math.min(config.riskBias, ...this.#said)
      record.biasChanges.push({ atMs: endMs, agent: a, bias, inForce, reason })
    }
    if (!hasNews) return null
    const inForce = Math.min(config.riskBias, ...this.#said)
    return inForce === state.riskBias ? null : inForce
  }

  /** Tells every agent that the run is over. Throws CounselFailed when one failed. */
  dismiss(atMs: number): void {
    const { agents, rules } = this.advisors
    for (let a = 0; a < agents.length; a++) {
      const agent = agents[a] as (typeof agents)[number]
      if (agent.stop(atMs) >= 0) continue
      throw new CounselFailed(
        this.stage.config.strategies.length + rules.length + a,
        agent.failure()
      )
    }
  }

  #note(
    call: number,
    speaker: number,
    word: { type: number; decision: number; amount: number; reason: string }
  ): void {
    const row = this.#row
    row[COUNSEL_FIELD.type] = word.type
    row[COUNSEL_FIELD.decision] = word.decision
    row[COUNSEL_FIELD.amount] = word.amount
    row[COUNSEL_FIELD.hasReason] = 1
    this.stage.evidence?.record(call, speaker + 1, row, 0, word.reason)
  }
}
