import type {
  StrategyChange,
  StrategyEvent,
  StrategyRow,
  StrategyState,
} from '#ports/strategy_records.js'
import { StrategyLog } from './strategy_log.js'
import type { StrategyPorts } from './strategy_ports.js'

/** States in which nobody has to do anything. */
const FINE: readonly StrategyState[] = ['running', 'paused', 'stopped']

/** What is written down about the strategies of an account, and whom it is told. */
export class StrategyLedger {
  readonly #rows = new Map<string, StrategyRow>()
  readonly #logs = new Map<string, StrategyLog>()

  constructor(
    private readonly ports: Pick<StrategyPorts, 'records' | 'alerts' | 'clock' | 'warn'>
  ) {}

  /** As they stand. */
  rows(): readonly StrategyRow[] {
    return [...this.#rows.values()]
  }

  /** A row as it stands now. */
  rowOf(row: StrategyRow): StrategyRow {
    return this.#rows.get(row.name) ?? row
  }

  /** Takes a row as it was read. */
  keep(row: StrategyRow): void {
    this.#rows.set(row.name, row)
  }

  /** Changes a row and writes what happened with it. */
  async change(
    row: StrategyRow,
    change: StrategyChange,
    event: StrategyEvent | null
  ): Promise<StrategyRow> {
    const changed = { ...this.rowOf(row), ...change }
    this.#rows.set(row.name, changed)
    await this.ports.records.change(row, change, event)
    return changed
  }

  /** Writes where a strategy stands, when that is news, and tells whoever has to know. */
  async report(
    row: StrategyRow,
    {
      state,
      reason,
      version,
      againMs,
    }: Pick<StrategyRow, 'state' | 'reason' | 'version' | 'againMs'>
  ): Promise<void> {
    const known = this.rowOf(row)
    const runs = version ?? known.version
    const isSameState = known.state === state && known.version === runs
    if (isSameState && known.reason === reason && known.againMs === againMs) return
    const detail = runs === known.version ? reason : `version ${runs}`
    const atMs = this.ports.clock.nowMs()
    // How far a warm-up has come is no turn of a life.
    const isTurn = !isSameState || !FINE.includes(state)
    const event = isTurn ? { event: state, detail, actor: 'engine', atMs } : null
    await this.change(row, { state, reason, version: runs, againMs }, event)
    this.#tell(row, state, reason)
  }

  /** The log of a strategy. */
  logOf({ account, name }: StrategyRow): StrategyLog {
    const known = this.#logs.get(name)
    if (known !== undefined) return known
    const log = new StrategyLog({ account, name }, this.ports)
    this.#logs.set(name, log)
    return log
  }

  /** Resolves when all lines are written, or were given up. */
  async flush(): Promise<void> {
    await Promise.allSettled([...this.#logs.values()].map((one) => one.flush()))
  }

  #tell({ account, name }: StrategyRow, state: StrategyState, reason: string | null): void {
    const key = `${account}:strategy:${name}`
    if (FINE.includes(state)) this.ports.alerts.resolve(key)
    if (FINE.includes(state) || state === 'starting') return
    const severity = state === 'failed' ? 'critical' : 'warning'
    const why = reason ?? 'nobody knows why'
    const body = `${name} is ${state}: ${why}. What it holds stays as it is.`
    const subject = `strategy:${name}`
    const title = `${name} does not run`
    this.ports.alerts.raise({ key, severity, title, body, account, subject })
  }
}
