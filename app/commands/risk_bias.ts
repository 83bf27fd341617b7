import { args, flags } from '@adonisjs/core/ace'
import { EngineCommand } from './_engine_command.js'
import { timeText } from './_time_text.js'

/** The multiplier of all limits. */
export default class RiskBias extends EngineCommand {
  static override commandName = 'risk:bias'
  static override description = 'Show or set the multiplier of all limits, 0 to 1'
  static override help = [
    '{{ binaryName }} risk:bias 0.5',
    'What is not set again within 30 minutes counts as at most 0.5, unless it is --lasting.',
  ]

  @args.string({
    description: 'From 0 (no new risk) to 1 (the limits as they are)',
    required: false,
  })
  declare bias?: string

  @flags.boolean({ description: 'It never goes stale' })
  declare lasting: boolean

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    if (this.bias === undefined) return this.show(account.name)
    const bias = this.bias.trim() === '' ? NaN : Number(this.bias)
    if (!(bias >= 0 && bias <= 1)) {
      return this.refuse(`the risk bias must be from 0 to 1, was ${this.bias}`)
    }
    const body = { bias, lasting: this.lasting ?? false, reason: this.reason ?? 'set by hand' }
    const command = { kind: 'set_bias' as const, body, expiresInMs: 15_000 }
    await this.ask(account, command, ({ effective, sources }) => [
      effective === bias
        ? `${account.name}: limits count ${bias} times${body.lasting ? '' : ', for 30 minutes'}`
        : `${account.name}: ${bias} is written down; ${String(effective)} holds, ` +
          `because of ${(sources as readonly string[]).join(', ')}`,
    ])
  }

  private async show(account: string) {
    const { ports, effectiveBiasOf } = await this.trading()
    const [latest, words] = await Promise.all([
      ports.risk.latestBias(account),
      ports.risk.biasWords(account),
    ])
    const effective = effectiveBiasOf(latest, ports.clock.nowMs())
    const isStale = latest !== null && effective !== latest.bias
    this.answer({ account, effective, latest, words }, () => [
      `${account}: ${effective}${isStale ? ` (${latest.bias} is stale)` : ''}`,
      ...words.map(
        ({ source, word, isLasting, actor, atMs, reason }) =>
          `  ${source} ${String(word)}${isLasting ? ', lasting' : ''}, ` +
          `${timeText(atMs)} ${actor}: ${reason}`
      ),
    ])
  }
}
