/** Starts and stops the server of the embedded cluster. */
import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { giveTo, type ClusterAccount } from './cluster_account.js'
import type { ClusterBinaries } from './cluster_binaries.js'
import { isAlive, programEnvironment } from './cluster_create.js'
import type { ClusterPaths } from './cluster_paths.js'
import { isOurServer, readPostmaster } from './postmaster.js'

const LOG_BYTES_MAX = 10 * 1024 * 1024
const START_MS_MAX = 120_000
const STOP_MS_MAX = 10_000
const POLL_MS = 8
const MIB = 1024 * 1024

/** How a start ended: a server runs (ours or one that was quicker), or it could not. */
export type StartOutcome =
  { readonly type: 'runs' } | { readonly type: 'failed'; readonly said: string }

/**
 * Starts the server as a process of its own, so that it outlives us when others still use it, and
 * waits until it takes connections. PostgreSQL's own lock lets only one server run on the data.
 */
export async function startServer(
  paths: ClusterPaths,
  binaries: ClusterBinaries,
  account: ClusterAccount
): Promise<StartOutcome> {
  const port = await choosePort(paths)
  const logStart = prepareLog(paths, account)
  const log = openSync(paths.log, 'a')
  const [command, ...rest] = [...account.prefix, binaries.postgres, ...serverArguments(paths, port)]
  const child = spawn(command!, rest, {
    ...account.ids,
    cwd: '/',
    env: programEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  })
  closeSync(log)
  let ended: string | null = null
  child.once('error', (error) => (ended = error.message))
  child.once('exit', () => (ended ??= 'it ended at once'))
  child.unref()

  const deadline = Date.now() + START_MS_MAX
  while (Date.now() < deadline) {
    const postmaster = readPostmaster(paths)
    if (postmaster?.status === 'ready' && isOurServer(postmaster, paths)) {
      writeFileSync(paths.port, String(postmaster.port))
      return { type: 'runs' }
    }
    if (ended !== null) return { type: 'failed', said: lastWords(paths, logStart) ?? ended }
    await sleep(POLL_MS)
  }
  return { type: 'failed', said: `it was not ready after ${START_MS_MAX / 1000} s` }
}

/** Asks the server to end all sessions and stop, and waits until it has. */
export async function stopServer(paths: ClusterPaths, binaries: ClusterBinaries): Promise<boolean> {
  const postmaster = readPostmaster(paths)
  if (!postmaster || !isOurServer(postmaster, paths)) return true
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['kill', 'INT', String(postmaster.pid)], { windowsHide: true })
  } else {
    try {
      process.kill(postmaster.pid, 'SIGINT')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  const deadline = Date.now() + STOP_MS_MAX
  while (Date.now() < deadline) {
    if (readPostmaster(paths)?.pid !== postmaster.pid) {
      for (let i = 0; i < 25 && isAlive(postmaster.pid); i++) await sleep(POLL_MS)
      return true
    }
    await sleep(POLL_MS)
  }
  return false
}

/**
 * Settings for one person's machine: durable, loopback only, and roomy enough for bulk loads.
 * An eighth of the memory for the page cache, between 64 and 512 MiB.
 */
function serverArguments(paths: ClusterPaths, port: number): string[] {
  const sharedMib = Math.round(Math.min(512, Math.max(64, totalmem() / MIB / 8)))
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '80',
    shared_buffers: `${sharedMib}MB`,
    effective_cache_size: `${Math.round(totalmem() / MIB / 2)}MB`,
    maintenance_work_mem: '128MB',
    work_mem: '16MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: `${walMib(paths)}MB`,
    min_wal_size: '160MB',
    wal_buffers: '16MB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
  }
  return [
    '-D',
    paths.data,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

/** Room for the write-ahead log between checkpoints: a tenth of the free disk, 256 MiB to 2 GiB. */
function walMib(paths: ClusterPaths): number {
  const { bavail, bsize } = statfsSync(paths.data)
  return Math.round(Math.min(2048, Math.max(256, (bavail * bsize) / MIB / 10)))
}

async function choosePort(paths: ClusterPaths): Promise<number> {
  const remembered = existsSync(paths.port) ? Number(readFileSync(paths.port, 'utf8')) : 0
  const valid = Number.isInteger(remembered) && remembered > 1023 && remembered < 65536
  return (valid ? await freePort(remembered) : null) ?? (await freePort(0))!
}

/** The port when it can be listened on at loopback (0 = any), null when it is taken. */
function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const chosen = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(chosen))
    })
  })
}

function prepareLog(paths: ClusterPaths, account: ClusterAccount): number {
  if (!existsSync(paths.log)) {
    writeFileSync(paths.log, '', { mode: 0o600 })
    giveTo(account, paths.log)
  }
  if (statSync(paths.log).size > LOG_BYTES_MAX) truncateSync(paths.log)
  return statSync(paths.log).size
}

/** The newest reasons the server gave, without time and process number. */
function lastWords(paths: ClusterPaths, from: number): string | null {
  const lines = readFileSync(paths.log).subarray(from).toString('utf8').trim().split('\n')
  const telling = lines.filter((line) => /(FATAL|PANIC): /.test(line))
  const words = (telling.length > 0 ? telling.slice(-1) : lines.slice(-2))
    .map((line) => line.replace(/^.*?(FATAL|PANIC|ERROR|LOG): +/, ''))
    .join(' | ')
  return words === '' ? null : words
}
