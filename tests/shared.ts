import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join, resolve } from 'node:path'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
let noticed = false

/**
 * Absolute path inside the folder of real prices and published results that some tests compare with,
 * or null when it is absent. The folder is named by `AQ_SHARED`, else it is `../shared` beside the
 * checkout. The first answer of null prints one line, so that a run without it is never silent.
 */
export function sharedPath(...parts: string[]): string | null {
  const folder = process.env.AQ_SHARED
    ? resolve(process.env.AQ_SHARED)
    : resolve(ROOT, '..', 'shared')
  const path = join(folder, ...parts)
  if (existsSync(folder) && statSync(folder).isDirectory() && existsSync(path)) return path
  if (!noticed) {
    noticed = true
    console.warn(
      `NOTICE: ${path} is absent: tests that compare with it are skipped (AQ_SHARED names its folder).`
    )
  }
  return null
}

/** Reason to hand to japa's `test.skip(..., reason)` when `sharedPath` answered null. */
export const SHARED_ABSENT = 'comparison data absent (set AQ_SHARED)'
