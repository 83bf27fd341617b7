import { createInterface } from 'node:readline'
import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { BacktestTexts } from '#engine/backtest/read_request.js'
import type { JobOutcome, JobProgress } from '#ports/backtest_process.js'

const PROGRESS_MS = 200

/** Runs one backtest for a program: the request in, progress and outcome out, as lines of JSON. */
export default class BacktestJob extends BaseCommand {
  static override commandName = 'backtest:job'
  static override description =
    'Run one backtest for a program: a line of JSON on standard input, lines of JSON as answers'
  static override options: CommandOptions = { startApp: true, staysAlive: false }
  static override help = [
    'The line is what the options of backtest are, as {"plugins": ["momentum"], "symbols": "US.AAPL", ...}.',
    'The job is cancelled when standard input ends, as it does with the process that asked for it.',
  ]

  override async run() {
    const cancel = new AbortController()
    const input = createInterface({ input: process.stdin })
    const asked = new Promise<string>((resolve) => {
      input.once('line', resolve)
      input.once('close', () => {
        resolve('')
        cancel.abort()
      })
    })
    const outcome = await this.#perform(await asked, cancel.signal)
    this.#say({ outcome })
    this.exitCode = outcome.type === 'stored' ? 0 : 2
    input.close()
    process.stdin.destroy()
  }

  async #perform(line: string, signal: AbortSignal): Promise<JobOutcome> {
    const refused = (reason: string, messages: readonly string[]): JobOutcome => ({
      type: 'refused',
      reason,
      messages,
    })
    if (signal.aborted || line === '') return refused('cancelled', ['nothing was asked for'])
    const runtime = await this.app.container.make('backtest')
    const { ports, readRequest, prepareBacktest, performBacktest, commandText } = runtime
    const request = readRequest(JSON.parse(line) as BacktestTexts)
    if (!request.ok) return refused('request_invalid', request.failure)
    const prepared = await prepareBacktest(request.value, ports)
    if (!prepared.ok) return refused(prepared.failure.type, prepared.failure.messages)
    let toldMs = 0
    const performed = await performBacktest(prepared.value, ports, {
      command: commandText(request.value, null),
      signal,
      progress: ({ bars, barsTotal }) => {
        if (ports.now() - toldMs < PROGRESS_MS) return
        toldMs = ports.now()
        this.#say({ progress: { bars, barsTotal } })
      },
    })
    if (!performed.ok) return refused(performed.failure.type, performed.failure.messages)
    return { type: 'stored', runId: performed.value.stored.id }
  }

  #say(line: { readonly progress: JobProgress } | { readonly outcome: JobOutcome }): void {
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
