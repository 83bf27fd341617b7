/**
 * The operating-system account PostgreSQL runs under. PostgreSQL refuses to run as root, so a root
 * user gets an unprivileged account for the server; everybody else runs it as themselves.
 */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { DatabaseUnavailable } from './database_unavailable.js'
import type { ClusterPaths } from './cluster_paths.js'

/** How to start a PostgreSQL program: a command to put before it, and the ids to start it with. */
export interface ClusterAccount {
  readonly prefix: readonly string[]
  readonly ids: { readonly uid?: number; readonly gid?: number }
  /** Owner of files the server must read; null when that is ourselves. */
  readonly owner: { readonly uid: number; readonly gid: number } | null
}

const SELF: ClusterAccount = { prefix: [], ids: {}, owner: null }

/**
 * Chooses the account. As root: the owner of an existing cluster, else `postgres`, else `nobody`.
 * When that account cannot enter the checkout (say, below /root), the server is given the one
 * capability to pass such folders through `setpriv`; where even that is impossible the answer is
 * one sentence.
 */
export function clusterAccount(paths: ClusterPaths, program: string): ClusterAccount {
  if (typeof process.getuid !== 'function' || process.getuid() !== 0) return SELF
  mkdirSync(paths.parent, { recursive: true })
  const owner = ownerOf(paths.data) ?? passwdEntry('postgres') ?? passwdEntry('nobody')
  if (owner === null) throw new DatabaseUnavailable(ROOT_ADVICE)
  const plain: ClusterAccount = { prefix: [], ids: owner, owner }
  if (canWork(plain, program, paths.parent)) return plain
  for (const capability of ['dac_read_search', 'dac_override']) {
    const prefix = [
      'setpriv',
      `--reuid=${owner.uid}`,
      `--regid=${owner.gid}`,
      '--clear-groups',
      // Without this bit the kernel ignores capabilities when a program asks whether it may read a file.
      '--securebits=+no_setuid_fixup',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      '--',
    ]
    const passing: ClusterAccount = { prefix, ids: {}, owner }
    if (canWork(passing, program, paths.parent)) return passing
  }
  throw new DatabaseUnavailable(ROOT_ADVICE)
}

/** Hands a file or folder to the account the server runs under. */
export function giveTo(account: ClusterAccount, path: string): void {
  if (account.owner) chownSync(path, account.owner.uid, account.owner.gid)
}

const ROOT_ADVICE =
  'PostgreSQL does not run as root and no other account can read this folder: start as a normal user, move the checkout to a folder that others may enter (for example /opt/aq-trading), or set DATABASE_URL to a server of your own.'

/** Whether the account can reach both the program and the folder the cluster lives in. */
function canWork(account: ClusterAccount, program: string, folder: string): boolean {
  const script = 'test -d "$1" && exec "$0" --version'
  const [command, ...rest] = [...account.prefix, '/bin/sh', '-c', script, program, folder]
  return spawnSync(command!, rest, { ...account.ids, cwd: '/', timeout: 10_000 }).status === 0
}

function ownerOf(path: string): { uid: number; gid: number } | null {
  if (!existsSync(path)) return null
  const { uid, gid } = statSync(path)
  return uid === 0 ? null : { uid, gid }
}

function passwdEntry(name: string): { uid: number; gid: number } | null {
  if (!existsSync('/etc/passwd')) return null
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name}:`))
  const fields = line?.split(':')
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : null
}
