import type { HostedState } from '#engine/plugin_host/hosted_status.js'
import type { StartRefusal } from '#engine/plugin_host/may_start.js'
import type { Signal } from '#kernel/signal/signal.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { QuoteTick } from '#ports/market_feed.js'
import type { CommandOutcome } from '#ports/journal.js'
import type { StrategyRow, StrategyState, StrategyWanted } from '#ports/strategy_records.js'
import { stateOf } from '../account_book.js'
import { fieldsOf } from '../commands/command_translator.js'
import { orderSignalOf } from '../commands/order_signal.js'
import { changeParameters } from './change_parameters.js'
import type { AccountDesk, AccountStrategies } from './strategy_hosting.js'
import type { StrategyFact } from './strategy_fact.js'
import { carryOutRule, isRuleCommand } from './rule_commands.js'
import { AgentBench, isAgentCommand } from './agent_bench.js'
import { RuleBench } from './rule_bench.js'
import { WAITING_MAX } from './event_queue.js'
import { leadFault, noStrategy, TOO_LATE } from './lead_fault.js'
import { passes, startFault } from './start_fault.js'
import { StrategyLedger } from './strategy_ledger.js'
import type { StrategyPorts } from './strategy_ports.js'
import { StrategySession } from './strategy_session.js'

/** Commands about strategies, and what they make of what is wanted. */
const WANTED: Readonly<Record<string, StrategyWanted>> = {
  start_strategy: 'running',
  resume_strategy: 'running',
  pause_strategy: 'paused',
  stop_strategy: 'stopped',
}

/** How often the state of strategies is kept, and those that may not run are tried again, by default. */
const LOOK_MS = 5_000

/** How long the end of processes is waited for when the engine ends. */
const CLOSE_MS = 1_000

/** The strategies of one account while its engine trades. */
export class StrategyBench implements AccountStrategies {
  readonly #sessions = new Map<string, StrategySession>()
  readonly #ledger: StrategyLedger
  readonly #starting = new Set<Promise<void>>()
  /** What is done about strategies, one after the other. */
  #turn: Promise<void> = Promise.resolve()
  readonly #rules: RuleBench
  readonly #agents: AgentBench
  #cancelLook: () => void = () => {}
  #isClosed = false

  constructor(
    private readonly desk: AccountDesk,
    private readonly ports: StrategyPorts
  ) {
    this.#ledger = new StrategyLedger(ports)
    this.#rules = new RuleBench(desk, ports)
    this.#agents = new AgentBench(desk, ports)
  }

  start(): void {
    void this.#inTurn(async () => {
      await this.#rules.open()
      await this.#agents.open()
      for (const row of await this.ports.records.list(this.desk.account)) {
        this.#ledger.keep(row)
        if (row.wanted !== 'stopped') await this.#begin(row, null)
      }
    })
    this.#look()
  }

  take(command: CommandRow): Promise<void> | null {
    const wanted = WANTED[command.kind]
    if (wanted !== undefined) return this.#inTurn(() => this.#carryOut(command, wanted))
    if (command.kind === 'change_parameters') {
      return this.#inTurn(() => this.#changeParameters(command))
    }
    if (isRuleCommand(command)) return this.#inTurn(() => this.#changeRules(command))
    if (isAgentCommand(command)) return this.#inTurn(() => this.#changeAgents(command))
    const signal = this.#rules.isEmpty ? null : orderSignalOf(this.desk.book(), command)
    return signal === null ? null : this.#askRules(command, signal)
  }

  see(quote: QuoteTick): void {
    for (const session of this.#sessions.values()) session.see(quote)
  }

  tell(facts: readonly StrategyFact[]): void {
    this.#agents.tell(facts)
    for (const session of this.#sessions.values()) session.tell(facts)
  }

  async settled(): Promise<void> {
    const sessions = this.#sessions
    do {
      await this.#turn
      await Promise.all(this.#starting)
      await Promise.all([...sessions.values()].map((one) => one.settled()))
      await this.#agents.settled()
      // What was said may have led to news.
      await this.desk.settled()
    } while (this.#isBusy)
  }

  get #isBusy(): boolean {
    if (this.#starting.size > 0 || this.#agents.isBusy) return true
    return [...this.#sessions.values()].some(({ isBusy }) => isBusy)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelLook()
    const { clock } = this.ports
    let cancel = () => {}
    // One that hangs is ended by its host; the next engine does not wait for that.
    const patience = new Promise<void>((resolve) => {
      cancel = clock.setTimer(clock.nowMs() + CLOSE_MS, resolve)
    })
    await Promise.race([this.#endAll(), patience])
    cancel()
  }

  async #endAll(): Promise<void> {
    await this.#turn
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    const reason = 'the engine stopped'
    await Promise.allSettled([
      ...sessions.map((one) => one.end(reason)),
      ...sessions.map(({ row }) => this.#ledger.change(row, { state: 'waiting', reason }, null)),
      this.#rules.close(),
      this.#agents.close(),
    ])
    await this.#ledger.flush()
  }

  /** Does it after what is under way; a failure is told and changes nothing else. */
  #inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#isClosed) return
      try {
        await run()
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        this.ports.warn(`${this.desk.account}: a strategy could not be looked after: ${reason}`)
      }
    })
    this.#turn = turn
    return turn
  }

  async #changeRules(command: CommandRow): Promise<void> {
    const outcome = await carryOutRule(this.#rules, command)
    this.desk.offer({ type: 'answered', outcome })
    await this.desk.settled()
  }

  async #changeAgents(command: CommandRow): Promise<void> {
    const outcome = await this.#agents.carryOut(command)
    this.desk.offer({ type: 'answered', outcome })
    await this.desk.settled()
  }

  /** What a person orders is judged by the same rules; it comes back with what they said. */
  async #askRules(command: CommandRow, signal: Signal): Promise<void> {
    const pluginVerdicts = await this.#rules.verdictsOn(signal)
    if (this.#isClosed) return
    this.desk.offer({ type: 'command', command, pluginVerdicts })
    await this.desk.settled()
  }

  async #carryOut(command: CommandRow, wanted: StrategyWanted): Promise<void> {
    const { records, clock } = this.ports
    const { expiresMs, id, actor } = command
    const { strategy } = fieldsOf(command)
    const name = typeof strategy === 'string' ? strategy : ''
    const row = await records.find({ account: this.desk.account, name })
    const isLate = expiresMs !== null && clock.nowMs() > expiresMs
    const fault = isLate
      ? TOO_LATE
      : row === null
        ? noStrategy(name)
        : (leadFault(command.kind, row) ??
          (wanted === 'stopped' ? null : await startFault(row, this.desk)))
    if (row === null || fault !== null) {
      const outcome = { id, status: 'refused', detail: { reason: fault } } as const
      this.desk.offer({ type: 'answered', outcome })
      return this.desk.settled()
    }
    const event = { event: command.kind, detail: null, actor, atMs: clock.nowMs() }
    this.#ledger.keep(row)
    const changed = await this.#ledger.change(row, { wanted }, event)
    const outcome: CommandOutcome = { id, status: 'done', detail: { strategy: name, wanted } }
    const { close, reason } = fieldsOf(command)
    const closes = wanted === 'stopped' && close === true
    const why = typeof reason === 'string' ? reason.slice(0, 200) : `${name} is stopped`
    await this.#want(changed, outcome, closes ? why : null)
  }

  async #want(
    row: StrategyRow,
    outcome: CommandOutcome | null,
    closeReason: string | null
  ): Promise<void> {
    const session = this.#sessions.get(row.name)
    const { settings, wanted } = row
    if (wanted !== 'stopped' && session === undefined) return this.#begin(row, outcome)
    const isPaused = wanted !== 'running'
    this.desk.offer({ type: 'strategy_asked', settings, isPaused, outcome, closeReason })
    await this.desk.settled()
    if (session === undefined) return this.#report(row, 'stopped', null)
    if (wanted !== 'stopped') {
      return session.pid === null ? undefined : this.#report(row, wanted, lackOf(session))
    }
    this.#sessions.delete(row.name)
    await this.#keepState(session)
    await session.end('it was asked to')
    await this.#report(row, 'stopped', null)
  }

  /** Starts a strategy beside everything else; only that it is known to the account is waited for. */
  async #begin(asked: StrategyRow, outcome: CommandOutcome | null): Promise<void> {
    const { desk, ports } = this
    const { settings, name } = asked
    const isFirstTry = outcome !== null || asked.state !== 'refused'
    if (isFirstTry) await this.#report(asked, 'starting', null)
    const row = await this.#ledger.change(asked, { starts: asked.starts + 1 }, null)
    const fault = await startFault(row, desk)
    if (fault !== null) return this.#report(row, 'failed', fault)
    desk.offer({
      type: 'strategy_asked',
      settings,
      isPaused: row.wanted === 'paused',
      outcome,
      closeReason: null,
    })
    await desk.settled()
    const strategy = stateOf(desk.book()).strategies.findIndex(({ id }) => id === settings.id)
    if (strategy < 0 || this.#isClosed) return
    const log = this.#ledger.logOf(row)
    const host = await ports.host()
    const session: StrategySession = new StrategySession(row, strategy, {
      clock: ports.clock,
      desk,
      host,
      rules: this.#rules,
      note: (level, text) => log.add(level, text),
      fellBehind: () => void this.#inTurn(() => this.#beginAnew(session, 'error', BEHIND)),
      troubled: (error) => void this.#inTurn(() => this.#troubled(session, error)),
      changed: (...now) => void this.#inTurn(() => this.#changed(session, ...now)),
    })
    this.#sessions.set(name, session)
    const starting = session.start().then(
      async (started) => {
        if (!started.ok) await this.#inTurn(() => this.#notStarted(session, started.failure))
      },
      // What it is warmed up with was away, as the database may be: it is tried again.
      (error: unknown) => this.#inTurn(() => this.#troubled(session, error, 'refused'))
    )
    this.#starting.add(starting)
    void starting.finally(() => this.#starting.delete(starting))
  }

  async #notStarted(session: StrategySession, { code, message }: StartRefusal): Promise<void> {
    const { row } = session
    if (this.#sessions.get(row.name) !== session) return
    this.#sessions.delete(row.name)
    this.#ledger.logOf(row).add('error', message)
    await this.#report(row, passes(code) ? 'refused' : 'failed', message)
  }

  /** The plugin of a session stands somewhere else now. */
  async #changed(
    session: StrategySession,
    state: HostedState,
    reason: string | null,
    againMs: number | null
  ) {
    const { name } = session.row
    if (this.#sessions.get(name) !== session) return
    const row = this.#ledger.rowOf(session.row)
    switch (state) {
      case 'running':
        return this.#report(row, row.wanted === 'paused' ? 'paused' : 'running', lackOf(session))
      case 'waiting':
        return this.#report(row, 'waiting', reason, againMs)
      case 'quarantined':
        this.#sessions.delete(name)
        return this.#report(row, 'failed', `${row.plugin} is in quarantine: ${reason ?? ''}`)
      case 'stopped':
        this.#sessions.delete(name)
        return this.#report(row, 'refused', reason)
      case 'starting':
        return
    }
  }

  /** One that runs begins anew with them: a plugin is given its parameters when it starts. */
  async #changeParameters(command: CommandRow): Promise<void> {
    const { id } = command
    const changed = await changeParameters(command, this.desk.account, this.ports)
    const outcome: CommandOutcome = changed.ok
      ? {
          id,
          status: 'done',
          detail: { strategy: changed.value.name, version: changed.value.parametersVersion },
        }
      : { id, status: 'refused', detail: { reason: changed.failure } }
    this.desk.offer({ type: 'answered', outcome })
    await this.desk.settled()
    if (!changed.ok) return
    const { name, parametersVersion } = changed.value
    this.#ledger.keep({ ...this.#ledger.rowOf(changed.value), ...parametersOf(changed.value) })
    const session = this.#sessions.get(name)
    const reason = `it begins anew with version ${parametersVersion} of its parameters`
    if (session !== undefined) await this.#beginAnew(session, 'info', reason)
  }

  /** What waits for it is lost, and it is warmed up again. */
  async #beginAnew(
    session: StrategySession,
    level: 'info' | 'error',
    reason: string
  ): Promise<void> {
    const { name } = session.row
    if (this.#sessions.get(name) !== session) return
    this.#sessions.delete(name)
    const row = this.#ledger.rowOf(session.row)
    this.#ledger.logOf(row).add(level, reason)
    await session.end(reason)
    await this.#report(row, 'waiting', reason)
    await this.#begin(this.#ledger.rowOf(row), null)
  }

  async #troubled(
    session: StrategySession,
    error: unknown,
    state: 'failed' | 'refused' = 'failed'
  ): Promise<void> {
    const { row } = session
    if (this.#sessions.get(row.name) !== session) return
    this.#sessions.delete(row.name)
    const reason = error instanceof Error ? error.message : String(error)
    await session.end('the platform failed')
    await this.#report(row, state, `the platform failed: ${reason}`)
  }

  #report(
    row: StrategyRow,
    state: StrategyState,
    reason: string | null,
    againMs: number | null = null
  ): Promise<void> {
    const version = this.#sessions.get(row.name)?.version ?? null
    return this.#ledger.report(row, { state, reason, version, againMs })
  }

  /** Keeps what strategies say of themselves, and tries those again that could not start. */
  #look(): void {
    const { clock, lookMs = LOOK_MS } = this.ports
    this.#cancelLook = clock.setTimer(clock.nowMs() + lookMs, () => {
      void this.#inTurn(async () => {
        await this.#rules.look()
        await this.#agents.look()
        for (const session of this.#sessions.values()) {
          if (!session.takeNews) continue
          await this.#keepState(session)
          if (session.pid !== null) await this.#changed(session, 'running', null, null)
        }
        for (const row of this.#ledger.rows()) {
          if (row.state !== 'refused' || row.wanted === 'stopped') continue
          if (!this.#sessions.has(row.name)) await this.#begin(row, null)
        }
      }).then(() => {
        if (!this.#isClosed) this.#look()
      })
    })
  }

  async #keepState(session: StrategySession): Promise<void> {
    const state = await session.state()
    if (state === null) return
    const atMs = this.ports.clock.nowMs()
    await this.ports.records.saveSnapshot(session.row, { state, atMs })
  }
}

const BEHIND = `it fell ${WAITING_MAX} events behind the market and begins anew`

const parametersOf = ({ parameters, parametersVersion }: StrategyRow) => ({
  parameters,
  parametersVersion,
})

function lackOf({ lacking }: StrategySession): string | null {
  return lacking.length === 0 ? null : `it warms up: ${lacking.join(', ')} bars`
}
