import type { CommandRow } from '#ports/command_inbox.js'
import type { CommandOutcome } from '#ports/journal.js'
import { fieldsOf } from '../commands/command_translator.js'
import type { RuleBench } from './rule_bench.js'

/** Longest text that a command may give as a parameter, and how many. */
const TEXT_MAX = 200
const PARAMETERS_MAX = 100

/** Whether a command is about the plugin rules of an account. */
export function isRuleCommand({ kind }: CommandRow): boolean {
  return kind === 'enable_rule' || kind === 'disable_rule'
}

/** Enables or disables a plugin rule as a command asks, and says what became of it. */
export async function carryOutRule(rules: RuleBench, command: CommandRow): Promise<CommandOutcome> {
  const { id, kind, actor } = command
  const { plugin, parameters = {} } = fieldsOf(command)
  const refused = (reason: string): CommandOutcome => ({
    id,
    status: 'refused',
    detail: { reason },
  })
  if (typeof plugin !== 'string') return refused('plugin must be the id of a risk rule')
  if (kind === 'disable_rule') {
    const fault = await rules.disable(plugin)
    return fault === null ? { id, status: 'done', detail: { plugin } } : refused(fault)
  }
  if (!areTexts(parameters)) return refused('parameters must be texts by their names')
  const fault = await rules.enable({ plugin, parameters }, actor)
  return fault === null ? { id, status: 'done', detail: { plugin, parameters } } : refused(fault)
}

/** Whether parameters are texts by their names, as a command may give them. */
export function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const texts = Object.values(value)
  return (
    texts.length <= PARAMETERS_MAX &&
    texts.every((text) => typeof text === 'string' && text.length <= TEXT_MAX)
  )
}
