/** What the files and processes of a running embedded server tell about it. */
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { isAlive } from './cluster_create.js'
import type { ClusterPaths } from './cluster_paths.js'

/** PostgreSQL's own record of a running server. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly status: 'starting' | 'ready' | 'stopping' | 'unknown'
}

/** Reads `postmaster.pid`; null when there is none. */
export function readPostmaster(paths: ClusterPaths): Postmaster | null {
  const lines = readPidFile(paths)?.split('\n')
  if (!lines) return null
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return null
  const word = lines[7]?.trim() ?? ''
  const known = word === 'starting' || word === 'ready' || word === 'stopping'
  return { pid, port: Number(lines[3] ?? 0), status: known ? word : 'unknown' }
}

/**
 * True when the process of the pid file is the server of this cluster. After a reboot, or in a
 * fresh container, another program may have the same number.
 */
export function isOurServer(postmaster: Postmaster, paths: ClusterPaths): boolean {
  if (!isAlive(postmaster.pid)) return false
  const command = commandLine(postmaster.pid)
  return command === null || (command.includes('postgres') && command.includes(paths.data))
}

/**
 * Removes a pid file whose server is gone. It is renamed first and looked at again, so that a file
 * written meanwhile by a new server is put back rather than lost.
 */
export function removeStalePidFile(paths: ClusterPaths, stale: Postmaster): void {
  const aside = `${paths.pidFile}.stale-${process.pid}`
  try {
    renameSync(paths.pidFile, aside)
    if (Number(readFileSync(aside, 'utf8').split('\n')[0]) === stale.pid) rmSync(aside)
    else renameSync(aside, paths.pidFile)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function readPidFile(paths: ClusterPaths): string | null {
  try {
    return readFileSync(paths.pidFile, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The command line of a process; empty for one that has ended, null where it cannot be known. */
function commandLine(pid: number): string | null {
  if (process.platform === 'win32') return null
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return ''
    }
  }
  return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? ''
}
