import type { ManifestPermission } from '#engine/plugin/manifest.js'
import { parsePermission, type Permission } from './capability.js'
import { permits } from './covers.js'

/** A permission that an update makes larger: what it was, what it is to be. */
export interface WidenedPermission {
  readonly before: ManifestPermission
  readonly after: ManifestPermission
}

/** What an update changes in what a plugin asks for. */
export interface PermissionDifference {
  readonly added: readonly ManifestPermission[]
  /** Larger in scope, or no longer optional. */
  readonly widened: readonly WidenedPermission[]
  /** No longer asked for as far as it went before. */
  readonly removed: readonly ManifestPermission[]
  /** Within what was asked for before. */
  readonly unchanged: readonly ManifestPermission[]
}

interface Read {
  readonly asked: ManifestPermission
  /** `null` when this version cannot read it; such a thing covers nothing and is covered by nothing. */
  readonly permission: Permission | null
}

/**
 * Compares what two versions of a plugin ask for. A scope that grew is found: `storage@64` to
 * `storage@128`, `US.AAPL` to `US.*`, a host to a wildcard over it. A scope that shrank is `unchanged`
 * with its new text and `removed` with its old one.
 */
export function permissionDifference(
  before: readonly ManifestPermission[],
  after: readonly ManifestPermission[]
): PermissionDifference {
  const old = before.map(read)
  const fresh = after.map(read)
  const added: ManifestPermission[] = []
  const widened: WidenedPermission[] = []
  const unchanged: ManifestPermission[] = []
  for (const one of fresh) {
    const covering = old.filter((other) => isWithin(one, other))
    const smaller = old.find((other) => isWithin(other, one))
    if (covering.length > 0 && !becomesRequired(one, covering)) unchanged.push(one.asked)
    else if (covering[0]) widened.push({ before: covering[0].asked, after: one.asked })
    else if (smaller) widened.push({ before: smaller.asked, after: one.asked })
    else added.push(one.asked)
  }
  const removed = old.filter((one) => !fresh.some((other) => isWithin(one, other)))
  return { added, widened, removed: removed.map(({ asked }) => asked), unchanged }
}

/** Whether an update asks for more than was agreed to, and has to wait for a person. */
export function needsConsent({ added, widened }: PermissionDifference): boolean {
  return added.length > 0 || widened.length > 0
}

function read(asked: ManifestPermission): Read {
  const parsed = parsePermission(asked.id)
  return { asked, permission: parsed.ok ? parsed.value : null }
}

function isWithin(inner: Read, outer: Read): boolean {
  if (inner.permission === null || outer.permission === null) return false
  return permits(outer.permission, inner.permission)
}

function becomesRequired(one: Read, before: readonly Read[]): boolean {
  return one.asked.optional !== true && before.every(({ asked }) => asked.optional === true)
}
