/**
 * Makes a new embedded cluster. It is prepared under a temporary name and renamed into place when
 * complete, so an interruption leaves nothing half-made and two makers cannot mix.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { giveTo, type ClusterAccount } from './cluster_account.js'
import type { ClusterBinaries } from './cluster_binaries.js'
import { clusterPathsAt, type ClusterPaths } from './cluster_paths.js'
import { DatabaseUnavailable } from './database_unavailable.js'

/** Role and database of the application inside the embedded cluster. */
export const CLUSTER_ROLE = 'aq'

const ABANDONED_AFTER_MS = 10 * 60 * 1000

/** Creates the cluster of `paths` unless it exists. Takes about a second. */
export function createCluster(
  paths: ClusterPaths,
  binaries: ClusterBinaries,
  account: ClusterAccount
): void {
  if (existsSync(paths.home)) return
  mkdirSync(paths.parent, { recursive: true })
  removeAbandoned(paths)
  const home = `${paths.home}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  const draft = clusterPathsAt(paths.parent, home)
  try {
    mkdirSync(draft.data, { recursive: true })
    chmodSync(home, 0o711)
    chmodSync(draft.data, 0o700)
    giveTo(account, draft.data)
    initialise(draft, binaries, account)
    adoptRole(draft, binaries, account)
    renameSync(home, paths.home)
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    // ENOTEMPTY and its kin: another start finished the same work first, and its cluster is used.
    if (existsSync(paths.home)) return
    throw error
  }
}

function initialise(draft: ClusterPaths, binaries: ClusterBinaries, account: ClusterAccount): void {
  const superuserPassword = join(draft.home, 'initdb-password')
  writeFileSync(superuserPassword, randomBytes(24).toString('base64url') + '\n', { mode: 0o600 })
  giveTo(account, superuserPassword)
  runProgram(account, binaries.initdb, [
    `--pgdata=${draft.data}`,
    '--username=postgres',
    `--pwfile=${superuserPassword}`,
    '--auth=scram-sha-256',
    '--locale=C.UTF-8',
    '--encoding=UTF8',
    '--data-checksums',
  ])
  rmSync(superuserPassword)
}

/** The application owns its database but is no superuser, as on a server set up by hand. */
function adoptRole(draft: ClusterPaths, binaries: ClusterBinaries, account: ClusterAccount): void {
  const password = randomBytes(24).toString('base64url')
  writeFileSync(draft.password, password, { mode: 0o600 })
  const statements = [
    `create role ${CLUSTER_ROLE} login password '${password}'`,
    `grant pg_monitor to ${CLUSTER_ROLE}`,
    `create database ${CLUSTER_ROLE} owner ${CLUSTER_ROLE}`,
  ]
  runProgram(
    account,
    binaries.postgres,
    ['--single', '-D', draft.data, '-c', 'fsync=off', '-c', 'unix_socket_directories=', 'postgres'],
    statements.join('\n') + '\n'
  )
}

function runProgram(account: ClusterAccount, program: string, args: string[], input = ''): void {
  const [command, ...rest] = [...account.prefix, program, ...args]
  const result = spawnSync(command!, rest, {
    ...account.ids,
    cwd: '/',
    env: programEnvironment(),
    input,
    encoding: 'utf8',
    timeout: 120_000,
  })
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}`
  if (result.status === 0 && !/^.*(ERROR|FATAL|PANIC): /m.test(said)) return
  const lines = said.trim().split('\n').slice(-4).join(' | ')
  const why = result.error?.message ?? lines
  const advice = /No space left|could not extend|ENOSPC/i.test(said)
    ? 'The disk is full: free about 100 MB'
    : 'Look at the message, mend it'
  throw new DatabaseUnavailable(
    `Creating the embedded PostgreSQL failed in ${basename(program)}: ${why}. ${advice} and start again, or set DATABASE_URL to a server of your own.`
  )
}

/** Environment of PostgreSQL's programs: nothing of ours but where to find system tools. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', TZ: 'UTC' }
  if (process.env.SystemRoot) environment.SystemRoot = process.env.SystemRoot
  return environment
}

function removeAbandoned(paths: ClusterPaths): void {
  const prefix = `${basename(paths.home)}.new-`
  for (const name of readdirSync(paths.parent)) {
    if (!name.startsWith(prefix)) continue
    const path = join(paths.parent, name)
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > ABANDONED_AFTER_MS || !isAlive(Number(name.slice(prefix.length).split('-')[0]))) {
      rmSync(path, { recursive: true, force: true })
    }
  }
}

/** True when a process with that number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
