import { stateOf } from '../account_book.js'
import { fieldsOf, refuse, type CommandTranslator } from './command_translator.js'

/** Values a foreign currency of the account anew. */
export const setFxRate: CommandTranslator = (book, command, { nowMs }) => {
  const { currency, rate } = fieldsOf(command)
  const { settings, instruments } = stateOf(book)
  const foreign = new Set(instruments.map(({ terms }) => terms.currency))
  foreign.delete(settings.currency)
  if (typeof currency !== 'string' || !foreign.has(currency)) {
    const names = foreign.size > 0 ? `only ${[...foreign].join(', ')}` : 'it has none'
    return refuse(command, `${String(currency).slice(0, 10)} is no foreign currency here, ${names}`)
  }
  if (!(typeof rate === 'number' && rate > 0 && rate < Infinity)) {
    const shown = JSON.stringify(rate) ?? 'nothing'
    return refuse(command, `the rate must be above 0, was ${shown.slice(0, 40)}`)
  }
  return {
    type: 'entries',
    entries: [{ type: 'fx_changed', currency, rate, atMs: nowMs }],
    outcome: () => ({ id: command.id, status: 'done', detail: { currency, rate } }),
  }
}
