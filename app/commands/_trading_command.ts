import { randomUUID } from 'node:crypto'
import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { ContainerBindings } from '@adonisjs/core/types'
import { visible } from '#engine/plugin/visible.js'
import type { CommandKind, CommandState } from '#ports/command_inbox.js'
import type { AccountRow } from '#ports/trading_records.js'
import { consoleActor } from './_console_actor.js'
import { leaveAudit } from './_console_audit.js'

/** Exit code when what a person asked for was refused. Anything else failing is 1. */
const EXIT_REFUSED = 2
/** How long a command waits for the engine's answer. */
const PATIENCE_MS = 10_000

/** What the commands about trading share: the account, JSON or text, and how the engine is asked. */
export abstract class TradingCommand extends BaseCommand {
  static override options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  @flags.string({ description: 'Account (not needed where there is one alone)' })
  declare account?: string

  protected trading(): Promise<ContainerBindings['trading']> {
    return this.app.container.make('trading')
  }

  /** The account a person means, or `null` after refusing. */
  protected async chosenAccount(): Promise<AccountRow | null> {
    const accounts = await (await this.trading()).ports.records.accounts()
    const names = accounts.map(({ name }) => name).join(', ')
    if (accounts.length === 0) {
      this.refuse('there is no account yet: node ace account:create paper --cash 100000')
      return null
    }
    if (this.account === undefined) {
      const [only, ...others] = accounts
      if (only !== undefined && others.length === 0) return only
      this.refuse(`there are several accounts, choose one with --account: ${names}`)
      return null
    }
    const found = accounts.find(({ name }) => name === this.account)
    if (found === undefined) this.refuse(`there is no account ${this.account}, only ${names}`)
    return found ?? null
  }

  /**
   * Writes a command for the engine, prints what became of it, and answers whether it was done. `lines`
   * says the outcome in words; `expiresInMs` is for what must not be carried out late.
   */
  protected async ask(
    account: AccountRow,
    command: { kind: CommandKind; body: Record<string, unknown>; expiresInMs: number | null },
    lines: (detail: Record<string, unknown>) => readonly string[]
  ): Promise<boolean> {
    const done = await this.outcome(account, command)
    if (done === null) return false
    this.answer(done, () => lines(done))
    return true
  }

  /** Writes a command for the engine; what it answered when it was done, or `null` after refusing. */
  protected async outcome(
    account: AccountRow,
    command: { kind: CommandKind; body: Record<string, unknown>; expiresInMs: number | null }
  ): Promise<Record<string, unknown> | null> {
    const { askEngine, ports } = await this.trading()
    const id = this.key() ?? randomUUID()
    const nowMs = ports.clock.nowMs()
    const { kind, body, expiresInMs } = command
    const expiresMs = expiresInMs === null ? null : nowMs + expiresInMs
    const actor = consoleActor()
    const written = { id, account: account.name, kind, body, actor, expiresMs }
    const state = await askEngine(ports, written, PATIENCE_MS)
    const audited = { kind, body, command: id }
    await leaveAudit(this.app, `command.${state.status}`, `account:${account.name}`, audited)
    if (state.status === 'done') return { command: id, ...state.detail }
    this.refuse(refusalOf(state, expiresMs), { command: id, ...state.detail })
    return null
  }

  /** The idempotency key a person gave. */
  protected key(): string | undefined {
    return undefined
  }

  /**
   * Prints the outcome: `value` as JSON, or the lines. What plugins, brokers and programs wrote is in them,
   * so that nothing may move the cursor or turn letters around.
   */
  protected answer(value: object, lines: () => readonly string[]): void {
    if (this.json) console.log(JSON.stringify({ ok: true, ...value }, null, 2))
    else for (const line of lines()) console.log(visible(line))
  }

  /** Says why nothing was done, and ends with exit code 2. */
  protected refuse(message: string, detail: object = {}): void {
    this.exitCode = EXIT_REFUSED
    if (this.json) console.log(JSON.stringify({ ok: false, message, ...detail }, null, 2))
    else for (const line of message.split('\n')) console.error(visible(line))
  }
}

function refusalOf({ status, detail }: CommandState, expiresMs: number | null): string {
  if (status === 'refused') return String(detail?.reason ?? 'refused')
  const later = expiresMs === null ? 'it is carried out when the engine runs' : 'it expires soon'
  return `nobody carried it out: is the server running (npm start)? It stays written; ${later}.`
}
