import type { LockedPlugins, LockEntry } from './lock_file.js'

/** One thing in which a lock file and what is installed differ. */
export interface LockDifference {
  readonly id: string
  /** `plugin` when one of the two does not have it at all. */
  readonly field: 'plugin' | keyof LockEntry
  /** What the lock file says; `null` when it does not have the plugin. */
  readonly locked: string | null
  /** What is installed; `null` when it is not. */
  readonly installed: string | null
  /** The sentence for a person. */
  readonly message: string
}

/** Everything in which a lock file and what is installed differ, by id; nothing when they agree. */
export function compareLocks(locked: LockedPlugins, installed: LockedPlugins): LockDifference[] {
  const ids = [...new Set([...locked.keys(), ...installed.keys()])].sort()
  return ids.flatMap((id) => compareEntries(id, locked.get(id), installed.get(id)))
}

function compareEntries(
  id: string,
  locked: LockEntry | undefined,
  installed: LockEntry | undefined
): LockDifference[] {
  if (locked === undefined || installed === undefined) {
    const message =
      locked === undefined
        ? `${id} is installed and not in the lock file`
        : `${id} is in the lock file and not installed`
    const of = (entry: LockEntry | undefined) => entry?.version ?? null
    return [{ id, field: 'plugin', locked: of(locked), installed: of(installed), message }]
  }
  return (Object.keys(locked) as (keyof LockEntry)[]).flatMap((field) => {
    const [one, other] = [textOf(locked[field]), textOf(installed[field])]
    if (one === other) return []
    const message = `${id}: ${field} is ${other} and the lock file says ${one}`
    return [{ id, field, locked: one, installed: other, message }]
  })
}

function textOf(value: LockEntry[keyof LockEntry]): string {
  if (value === null) return 'none'
  return typeof value === 'string' ? value || 'none' : value.join(', ') || 'none'
}
