import type { KernelSettings } from '#kernel/state.js'
import type { Result } from '#kernel/values/result.js'
import { openAccount, type OpeningPorts } from './open_account.js'

/** The account of a fresh installation: what a person begins with who wants to try. */
const FIRST = { name: 'paper', currency: 'USD', cash: 100_000, symbols: [] } as const

/** Opens a paper account where there is none at all; `null` where there is one. */
export async function ensureFirstAccount(
  ports: OpeningPorts,
  atMs: number
): Promise<Result<KernelSettings, string> | null> {
  if ((await ports.records.accounts()).length > 0) return null
  return openAccount(ports, { ...FIRST, actor: 'system', atMs })
}
