import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Process ids of the children of `pid`, from /proc; those that only wait to be reaped are left out. */
export function childrenOf(pid: number): number[] {
  return everyChildOf(pid, (state) => state !== 'Z')
}

/** Process ids of children of `pid` that have ended and wait to be reaped. */
export function zombiesOf(pid: number): number[] {
  return everyChildOf(pid, (state) => state === 'Z')
}

function everyChildOf(pid: number, isWanted: (state: string) => boolean): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      const about = stat(one)
      return about !== null && about.parent === pid && isWanted(about.state)
    })
}

/** Whether a process runs; one that only waits to be reaped does not. */
export function runs(pid: number): boolean {
  const about = stat(pid)
  return about !== null && about.state !== 'Z'
}

/** Waits until none of them runs; resolves to those that still do after `timeoutMs`. */
export async function gone(pids: readonly number[], timeoutMs = 3_000): Promise<number[]> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const left = pids.filter(runs)
    if (left.length === 0 || Date.now() > until) return left
    await sleep(20)
  }
}

function stat(pid: number): { state: string; parent: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may hold anything, so the fields are counted from its end.
    const [state = '', parent] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}
