/**
 * What can be locked: the change of a plugin (`change:ID`), an install (`install:ID`), a plugin or a
 * version that runs (`use:ID`, `use:HASH`), and the writing of the lock file (`file:lock`).
 */
export type LockSubject =
  `change:${string}` | `install:${string}` | `use:${string}` | `file:${string}`

/** Locks that belong together; all are given back when the process ends, however it ends. */
export interface LockSession {
  /** Takes a lock alone; false when another session has it. */
  tryAlone(subject: LockSubject): Promise<boolean>
  /** Waits for a lock at most so many milliseconds; false when it was not got. */
  waitAlone(subject: LockSubject, waitMs: number): Promise<boolean>
  /** Gives one lock back that this session has alone. */
  giveBack(subject: LockSubject): Promise<void>
  /** Process that has a lock in another session, as `process 123`; `null` when nobody has. */
  holder(subject: LockSubject): Promise<string | null>
  /** Throws when the locks are lost, because the connection that held them is. */
  confirm(): Promise<void>
  /** Gives all locks back. */
  release(): Promise<void>
}

/** Locks that are taken together with others who share them. */
export interface SharedLocks {
  /** Takes a lock; false when somebody has it alone. */
  tryShared(subject: LockSubject): Promise<boolean>
  /** Gives back what was taken here. */
  release(): Promise<void>
}

/** Locks across processes. */
export interface PluginLocks {
  open(): Promise<LockSession>
  /** For what runs long: all of a process go over one connection. */
  share(): Promise<SharedLocks>
}
