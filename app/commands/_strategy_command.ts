import { args } from '@adonisjs/core/ace'
import type { CommandKind } from '#ports/command_inbox.js'
import type { StrategyRow, StrategyState } from '#ports/strategy_records.js'
import { EngineCommand } from './_engine_command.js'

/** How long a strategy may take until it stands where it was asked to be. */
const PATIENCE_MS = 30_000
const LOOK_MS = 100
/** A command about a strategy that nobody carried out in this time is not carried out any more. */
const EXPIRES_MS = 15_000

/** What the commands share that start, pause, resume and stop a strategy. */
export abstract class StrategyCommand extends EngineCommand {
  @args.string({ description: 'Name of the strategy; strategy:list shows them' })
  declare name: string

  /** Asks the engine, waits until the strategy stands where it should, and says so. */
  protected async lead(
    kind: CommandKind,
    until: readonly StrategyState[],
    body: Record<string, unknown> = {}
  ): Promise<void> {
    const account = await this.chosenAccount()
    if (account === null) return
    const { ports } = await this.trading()
    const key = { account: account.name, name: this.name }
    const row = await ports.strategyRecords.find(key)
    if (row === null) {
      return this.refuse(`${account.name} has no strategy "${this.name}"; strategy:list shows them`)
    }
    const asked = {
      kind,
      body: { strategy: this.name, ...body },
      expiresInMs: EXPIRES_MS,
    }
    const command = await this.outcome(account, asked)
    if (command === null) return
    const after = await this.#arrived(row, [...until, 'failed', 'refused'])
    const { state, reason } = after
    if (state === 'failed' || state === 'refused') {
      return this.refuse(`${this.name} is ${state}: ${reason ?? 'nobody knows why'}`, {
        strategy: after,
      })
    }
    this.answer({ strategy: after }, () => [
      `${this.name} is ${state}${reason === null ? '' : `: ${reason}`}`,
    ])
  }

  /** The row once it is in one of these states, or as it is when patience ends. */
  async #arrived(row: StrategyRow, until: readonly StrategyState[]): Promise<StrategyRow> {
    const { ports } = await this.trading()
    const untilMs = ports.clock.nowMs() + PATIENCE_MS
    for (;;) {
      const now = (await ports.strategyRecords.find(row)) ?? row
      if (until.includes(now.state) || ports.clock.nowMs() >= untilMs) return now
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }
}
