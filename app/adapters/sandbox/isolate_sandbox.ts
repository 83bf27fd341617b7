import { createHash } from 'node:crypto'
import { err, ok, type Result } from '#kernel/values/result.js'
import type {
  BacktestJob,
  BacktestObserver,
  Sandbox,
  SandboxCode,
  SandboxFailure,
  SandboxResult,
} from '#ports/sandbox.js'
import { superviseRun } from './supervisor/run.js'

const MEMORY_MB = { min: 16, max: 4096 }

/** Runs backtests, each in a child process with one isolate that has a realm per plugin. */
export class IsolateSandbox implements Sandbox {
  readonly #code: SandboxCode

  constructor(code: SandboxCode) {
    this.#code = code
  }

  async runBacktest(
    job: BacktestJob,
    on: BacktestObserver
  ): Promise<Result<SandboxResult, SandboxFailure>> {
    if (on.signal?.aborted === true) return err({ type: 'cancelled' })
    const fault = faultOf(job)
    if (fault !== null) return err({ type: 'job_refused', message: fault })
    const outcome = await superviseRun(this.#code, job, on)
    return 'type' in outcome ? err(outcome) : ok(outcome)
  }
}

/** What makes a job impossible, before a process is started for it. */
function faultOf({ config, bars, plugins, limits }: BacktestJob): string | null {
  const { strategies, rules = [], agents = [] } = config
  const slots = strategies.length + rules.length + agents.length
  if (strategies.length === 0 || plugins.length !== slots) {
    return `${plugins.length} plugins were given for ${slots} places, ${strategies.length} of strategies`
  }
  if (bars.length !== config.instruments.length) {
    return `${bars.length} bar ranges were given for ${config.instruments.length} instruments`
  }
  for (const { id, code, sha256 } of plugins) {
    const found = createHash('sha256').update(code, 'utf8').digest('hex')
    if (found !== sha256) return `the code of ${id} does not fit its hash ${sha256.slice(0, 12)}`
  }
  if (!(limits.memoryMb >= MEMORY_MB.min && limits.memoryMb <= MEMORY_MB.max)) {
    return `memoryMb must be ${MEMORY_MB.min}..${MEMORY_MB.max}, was ${limits.memoryMb}`
  }
  if (!(limits.sliceTimeoutMs > 0)) {
    return `sliceTimeoutMs must be above 0, was ${limits.sliceTimeoutMs}`
  }
  if (limits.totalTimeoutMs !== null && !(limits.totalTimeoutMs > 0)) {
    return `totalTimeoutMs must be above 0, was ${limits.totalTimeoutMs}`
  }
  return null
}
