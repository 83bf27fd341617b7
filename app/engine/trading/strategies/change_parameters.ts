import type { Manifest } from '#engine/plugin/manifest.js'
import { resolveParameters } from '#engine/plugin/resolve_parameters.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { StrategyDrafts } from '#ports/strategy_drafts.js'
import type { StrategyRecords, StrategyRow } from '#ports/strategy_records.js'
import { fieldsOf, reasonOf } from '../commands/command_translator.js'
import { noStrategy, TOO_LATE } from './lead_fault.js'
import { areTexts } from './rule_commands.js'

/** What changing parameters needs of the outside. */
export interface ParameterPorts {
  readonly records: Pick<StrategyRecords, 'find'>
  readonly drafts: Pick<StrategyDrafts, 'change'>
  readonly clock: { nowMs(): number }
  /** The manifest of a shipped or installed plugin; the failure is a sentence. */
  manifest(plugin: string): Promise<Result<Manifest, string>>
}

/**
 * Gives a strategy the parameters that a command asks for, as a new version of them. Answers its row as it
 * is then; fails with a sentence where the parameters cannot be, are those it has already, or were
 * changed by somebody else since the asker looked (`base`).
 */
export async function changeParameters(
  command: CommandRow,
  account: string,
  ports: ParameterPorts
): Promise<Result<StrategyRow, string>> {
  const { strategy, parameters, base } = fieldsOf(command)
  const name = typeof strategy === 'string' ? strategy : ''
  const nowMs = ports.clock.nowMs()
  if (command.expiresMs !== null && nowMs > command.expiresMs) {
    return err(TOO_LATE)
  }
  if (!areTexts(parameters)) return err('parameters must be texts by their names')
  const row = await ports.records.find({ account, name })
  if (row === null) return err(noStrategy(name))
  if (row.parametersVersion !== base) {
    return err(
      `the parameters of ${name} are version ${row.parametersVersion} by now; look at what changed first`
    )
  }
  const manifest = await ports.manifest(row.plugin)
  if (!manifest.ok) return manifest
  const resolved = resolveParameters(manifest.value, parameters)
  if (!resolved.ok) return err(resolved.failure.map(({ message }) => message).join(' '))
  if (isSame(row.parameters, parameters)) return err('these are its parameters already')
  const { actor } = command
  const version = row.parametersVersion + 1
  const next = { version, parameters, actor, reason: reasonOf(command), atMs: nowMs }
  if (!(await ports.drafts.change(row, next))) {
    return err(`the parameters of ${name} were changed at the same time; look at them first`)
  }
  return ok({ ...row, parameters, parametersVersion: version })
}

function isSame(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>
): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => one[name] === other[name])
}
