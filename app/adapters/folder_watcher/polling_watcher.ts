import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FolderChange, FolderWatcher } from '#ports/folder_watcher.js'

/** Times in ms: between looks at a folder at rest, between looks after a change, longest wait for rest. */
export interface WatchTimes {
  readonly restMs: number
  readonly settleMs: number
  readonly settleMsMax: number
}

const TIMES: WatchTimes = { restMs: 150, settleMs: 50, settleMsMax: 1_000 }
/** More files than a plugin has; the rest is not looked at. */
const FILES_MAX = 2_000
/** What editors leave beside the file that they write. */
const DRAFT = /^\.|~$|^#.*#$|\.(swp|swx|tmp)$|^4913$/

/**
 * Watches by looking: name, size, time and inode of every source file.
 *
 * A plugin has a handful of files, so a look costs microseconds, and unlike notifications of the
 * operating system it is the same for editors that write by renaming, folders that are renamed and
 * come back, and drives of the network.
 */
export class PollingWatcher implements FolderWatcher {
  readonly #times: WatchTimes

  constructor(times: WatchTimes = TIMES) {
    this.#times = times
  }

  async *watch(folder: string, signal: AbortSignal): AsyncGenerator<FolderChange> {
    const { restMs } = this.#times
    let told: string | null | undefined
    while (!signal.aborted) {
      const seen = look(folder)
      if (seen === told) {
        await pause(restMs, signal)
        continue
      }
      told = told === undefined ? seen : await this.#settled(folder, seen, signal)
      if (!signal.aborted) yield told === null ? 'gone' : 'changed'
    }
  }

  /** Waits until two looks are the same, or until waiting has taken long enough. */
  async #settled(folder: string, first: string | null, signal: AbortSignal) {
    const { settleMs, settleMsMax } = this.#times
    let last = first
    for (let waited = 0; waited < settleMsMax && !signal.aborted; waited += settleMs) {
      await pause(settleMs, signal)
      const seen = look(folder)
      if (seen === last) return seen
      last = seen
    }
    return last
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/** A text that differs whenever a source differs; `null` when the folder is not there. */
function look(folder: string): string | null {
  const root = statSync(folder, { throwIfNoEntry: false })
  if (root === undefined || !root.isDirectory()) return null
  const seen: string[] = []
  note(join(folder, 'aq-plugin.json'), seen)
  const waiting = [join(folder, 'src')]
  while (waiting.length > 0 && seen.length < FILES_MAX) {
    const at = waiting.pop() as string
    for (const entry of list(at)) {
      if (DRAFT.test(entry.name) || entry.name === 'node_modules') continue
      const path = join(at, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      else note(path, seen)
    }
  }
  return seen.sort().join('\n')
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // It went away between two calls: the next look sees the rest.
    return []
  }
}

function note(path: string, seen: string[]): void {
  const about = statSync(path, { throwIfNoEntry: false })
  if (about === undefined) return
  seen.push(`${path}\u0000${about.size}\u0000${about.mtimeMs}\u0000${about.ino}`)
}
