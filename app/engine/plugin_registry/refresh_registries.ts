import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from '#kernel/values/result.js'
import type { FollowedRegistry } from '#ports/plugin_registry.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { acceptIndex } from './accept_index.js'
import type { RegistryPorts } from './registry_ports.js'

/** What asking one registry brought. */
export interface RefreshOutcome {
  readonly url: string
  readonly before: FollowedRegistry
  /** What is in force now: the new index, or the one before. */
  readonly now: FollowedRegistry
  /** Why the registry gave no good index; `null` when it did. */
  readonly failure: SourceFailure | null
}

/** An index and its signature are two files: between them a new one may be put up. Time to wait, ms. */
const SETTLING_MS = 300
/** Failures that tell of an attack or of a careless registry, not of the network. */
const ALARMING = new Set(['index_unsigned', 'index_rolled_back', 'index_invalid'])

/**
 * Asks all registries that are followed, side by side. A registry that does not answer, or answers
 * wrong, changes nothing: its last good index stays in force, its kill list too.
 *
 * `olderThanMs` leaves out those that were asked less than so long ago.
 */
export async function refreshRegistries(
  ports: RegistryPorts,
  { olderThanMs = 0 }: { readonly olderThanMs?: number } = {}
): Promise<RefreshOutcome[]> {
  const followed = await ports.records.list()
  const due = followed.filter(({ checkedAtMs }) => {
    const ageMs = ports.now() - checkedAtMs
    // Asked in the future: the clock was put back since.
    return ageMs >= olderThanMs || ageMs < 0
  })
  return Promise.all(due.map((one) => refreshOne(one, ports)))
}

async function refreshOne(before: FollowedRegistry, ports: RegistryPorts): Promise<RefreshOutcome> {
  let asked = await ask(before, ports)
  if (!asked.ok && asked.failure.code === 'index_unsigned') {
    await sleep(SETTLING_MS)
    asked = await ask(before, ports)
  }
  const { url } = before
  if (asked.ok) {
    await ports.records.save(asked.value)
    return { url, before, now: asked.value, failure: null }
  }
  const { failure } = asked
  if (ALARMING.has(failure.code)) {
    await ports.audit.append({
      actor: 'host',
      action: 'registry.refused',
      subject: `registry:${url}`,
      detail: { code: failure.code, message: failure.message, sequence: before.sequence },
    })
  }
  return { url, before, now: before, failure }
}

async function ask(
  before: FollowedRegistry,
  { reader, now }: RegistryPorts
): Promise<Result<FollowedRegistry, SourceFailure>> {
  const read = await reader.read(before.url)
  if (!read.ok) return read
  const { url, keyId, publicKey } = before
  const key = { keyId, publicKey }
  return acceptIndex(read.value, {
    url,
    key,
    before,
    vouches: before.document.vouches,
    nowMs: now(),
  })
}
