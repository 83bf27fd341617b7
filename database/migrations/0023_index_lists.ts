import { BaseSchema } from '@adonisjs/lucid/schema'

/** Lists that are filtered find their newest rows without reading all that came before. */
const INDEXES: Readonly<Record<string, string>> = {
  orders_of_strategy: 'orders (account, strategy, sequence)',
  orders_of_symbol: 'orders (account, symbol, sequence)',
  orders_of_state: 'orders (account, state, sequence)',
  orders_traces_of_strategy: 'orders (account, strategy, trace) where trace is not null',
  orders_traces_of_symbol: 'orders (account, symbol, trace) where trace is not null',
  fills_of_strategy: 'fills (account, strategy, sequence)',
  fills_of_symbol: 'fills (account, symbol, sequence)',
  transactions_of_type: 'transactions (account, type, sequence)',
  decisions_of_strategy: 'signal_decisions (account, strategy, sequence) where part = 0',
  decisions_of_symbol: 'signal_decisions (account, symbol, sequence) where part = 0',
  decisions_against: `signal_decisions (account, sequence)
    where part = 0 and decision in ('deny', 'reduce')`,
}

/** Indexes for the filters of lists. */
export default class extends BaseSchema {
  override async up() {
    for (const [name, on] of Object.entries(INDEXES)) {
      this.schema.raw(`create index ${name} on ${on}`)
    }
  }

  override async down() {
    for (const name of Object.keys(INDEXES)) this.schema.raw(`drop index ${name}`)
  }
}
