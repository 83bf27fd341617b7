import { flags } from '@adonisjs/core/ace'
import type { DiscrepancyRow } from '#ports/reconcile_records.js'
import { EngineCommand } from './_engine_command.js'
import { timeText } from './_time_text.js'

const LISTED = 50

/** Compares with the broker, and says what became of what was found. */
export default class Reconcile extends EngineCommand {
  static override commandName = 'reconcile'
  static override description =
    "Compare an account's books with its broker's, or show what was found"
  static override help = [
    '{{ binaryName }} reconcile',
    '{{ binaryName }} reconcile --list --all',
    '{{ binaryName }} reconcile --accept 12 --reason "transferred out on Monday"',
    '{{ binaryName }} reconcile --dismiss 13 --reason "the order is mine, placed by hand"',
  ]

  @flags.boolean({ description: 'Compare nothing, show the discrepancies that stand' })
  declare list: boolean

  @flags.boolean({ description: 'With --list: also those that are over' })
  declare all: boolean

  @flags.number({ description: 'Take over what the broker says about this discrepancy' })
  declare accept?: number

  @flags.number({ description: 'Leave this discrepancy as it is, and tell it no more' })
  declare dismiss?: number

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    if (this.accept !== undefined && this.dismiss !== undefined) {
      this.refuse('--accept and --dismiss are two decisions: give one of them')
      return
    }
    if (this.list) return this.#show(account.name, !this.all)
    const id = this.accept ?? this.dismiss
    if (id === undefined) return this.#compare(account)
    const decision = this.accept === undefined ? 'dismiss' : 'accept'
    const body = { discrepancy: id, decision, reason: this.reason ?? 'decided by hand' }
    const command = { kind: 'resolve_discrepancy' as const, body, expiresInMs: null }
    await this.ask(account, command, ({ resolution, booked }) => [
      `discrepancy ${id} is ${String(resolution)}` +
        (booked === null ? '' : `; booked: ${String(booked)}`),
    ])
  }

  async #compare(account: { name: string } & Parameters<EngineCommand['ask']>[0]) {
    const command = { kind: 'reconcile' as const, body: {}, expiresInMs: 60_000 }
    const isDone = await this.ask(account, command, (detail) => [
      `${account.name}: ${String(detail.fills)} executions, ${String(detail.orders)} orders and ` +
        `${String(detail.positions)} positions compared; ` +
        (detail.outcome === 'agrees' ? 'all agree' : `${String(detail.found)} differ`),
    ])
    if (isDone && !this.json) await this.#show(account.name, true)
  }

  async #show(account: string, isOpen: boolean) {
    const { ports, formatTable } = await this.trading()
    const { records } = ports.reconcile
    const [rows, [last]] = await Promise.all([
      records.discrepancies(account, { isOpen, limit: LISTED }),
      records.runs(account, 1),
    ])
    this.answer({ account, lastRun: last ?? null, discrepancies: rows }, () => [
      last === undefined
        ? 'never compared yet'
        : `last compared ${new Date(last.startedMs).toISOString()}: ${last.outcome}`,
      ...(rows.length === 0 ? ['no discrepancy stands'] : formatTable(COLUMNS, rows.map(cellsOf))),
    ])
  }
}

const COLUMNS = [
  { title: 'number', isNumber: true },
  { title: 'kind' },
  { title: 'severity' },
  { title: 'found (UTC)' },
  { title: 'what' },
  { title: 'resolution' },
]

function cellsOf(row: DiscrepancyRow): string[] {
  const { id, kind, severity, foundMs, sentence, resolution, resolvedBy, note } = row
  const end = resolution === null ? 'stands' : `${resolution} by ${resolvedBy}`
  return [
    String(id),
    kind,
    severity,
    timeText(foundMs),
    sentence,
    note === null || note === '' ? end : `${end}: ${note}`,
  ]
}
