import { args } from '@adonisjs/core/ace'
import type { AccountRow } from '#ports/trading_records.js'
import { EngineCommand } from './_engine_command.js'
import { timeText } from './_time_text.js'

const HISTORY_MAX = 20

/** The limits of an account. */
export default class RiskLimits extends EngineCommand {
  static override commandName = 'risk:limits'
  static override description = 'Show or change the risk limits of an account'
  static override help = [
    '{{ binaryName }} risk:limits',
    '{{ binaryName }} risk:limits set exposureFractionMax=80% dailyLossMax=500 --reason "smaller"',
    '{{ binaryName }} risk:limits withdraw',
    '{{ binaryName }} risk:limits history',
    'What tightens holds at once; what loosens waits 30 seconds and can be withdrawn until then.',
  ]

  @args.spread({ description: 'set NAME=VALUE ..., withdraw or history', required: false })
  declare words?: string[]

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const [word, ...rest] = this.words ?? []
    if (word === undefined) return this.show(account)
    if (word === 'set') return this.change(account, rest)
    if (rest.length === 0 && word === 'withdraw') return this.withdraw(account)
    if (rest.length === 0 && word === 'history') return this.history(account)
    const given = this.words?.join(' ')
    if (word.includes('=')) return this.refuse(`to change it: risk:limits set ${given}`)
    this.refuse(`"${given}": it is set NAME=VALUE ..., withdraw or history`)
  }

  private async show({ name }: AccountRow) {
    const { ports, limitLines, patchText } = await this.trading()
    const [[current], [change]] = await Promise.all([
      ports.risk.limits(name, 1),
      ports.risk.limitChanges(name, 1),
    ])
    if (current === undefined) return this.refuse(`the account ${name} has no limits`)
    const waiting = change?.state === 'waiting' ? change : null
    this.answer({ account: name, ...current, waiting }, () => [
      `${name}, version ${current.version} by ${current.actor}: ${current.reason}`,
      ...limitLines(current.limits),
      ...(waiting === null
        ? []
        : [`waits until ${timeText(waiting.dueMs)}: ${patchText(waiting.limits)}`]),
    ])
  }

  private async change(account: AccountRow, words: readonly string[]) {
    const { patchText, readLimitWords } = await this.trading()
    const patch = readLimitWords(words)
    if (!patch.ok) return this.refuse(patch.failure)
    const command = {
      kind: 'change_limits' as const,
      body: { limits: patch.value, reason: this.reason ?? 'changed by hand' },
      expiresInMs: 15_000,
    }
    await this.ask(account, command, (told) => {
      const { tighter, looser, version, pending } = told as unknown as Told
      const held =
        Object.keys(tighter).length > 0 ? [`version ${version}: ${patchText(tighter)}`] : []
      const waits =
        Object.keys(looser).length > 0 && pending !== null
          ? [
              `from ${timeText(pending.dueMs)} on: ${patchText(looser)} (risk:limits withdraw stops it)`,
            ]
          : []
      return held.length + waits.length > 0 ? [...held, ...waits] : ['what waited is withdrawn']
    })
  }

  private async withdraw(account: AccountRow) {
    const { patchText } = await this.trading()
    const command = {
      kind: 'withdraw_limits' as const,
      body: { reason: this.reason ?? 'withdrawn by hand' },
      expiresInMs: null,
    }
    await this.ask(account, command, ({ limits }) => [
      `withdrawn: ${patchText(limits as Told['tighter'])}`,
    ])
  }

  private async history({ name }: AccountRow) {
    const { ports, patchText } = await this.trading()
    const [versions, changes] = await Promise.all([
      ports.risk.limits(name, HISTORY_MAX),
      ports.risk.limitChanges(name, HISTORY_MAX),
    ])
    this.answer({ account: name, versions, changes }, () => [
      ...versions.map(
        ({ version, atMs, actor, reason }) =>
          `version ${version}  ${timeText(atMs)}  ${actor}: ${reason}`
      ),
      ...changes.map(
        ({ limits, state, dueMs, actor, reason }) =>
          `loosening  ${timeText(dueMs)}  ${state.replace('_', ' ')}: ${patchText(limits)}  ${actor}: ${reason}`
      ),
    ])
  }
}

interface Told {
  readonly version: number
  readonly tighter: Readonly<Record<string, number | boolean | null>>
  readonly looser: Readonly<Record<string, number | boolean | null>>
  readonly pending: { readonly dueMs: number } | null
}
