import { flags } from '@adonisjs/core/ace'
import { TradingCommand } from './_trading_command.js'

/** What the commands share that the engine carries out: a reason for the records and an idempotency key. */
export abstract class EngineCommand extends TradingCommand {
  @flags.string({ description: 'Why, for the records' })
  declare reason?: string

  @flags.string({ description: 'Idempotency key: given twice, it is carried out once' })
  declare idempotencyKey?: string

  protected override key() {
    return this.idempotencyKey
  }
}
