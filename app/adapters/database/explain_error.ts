/** Turns errors of PostgreSQL and of the connection to it into a sentence for a person. */
import { DatabaseUnavailable } from './database_unavailable.js'

const BY_SQLSTATE: Readonly<Record<string, string>> = {
  '53100':
    'The disk of the database is full: free some space and repeat; nothing of the interrupted step was stored.',
  '53200':
    'The database ran out of memory: give it more, or work on less data at once, and repeat.',
  '53300':
    'The database has no connection to spare: stop what else uses it, or raise its max_connections.',
  '28P01': 'The database refused our password: check user and password in DATABASE_URL.',
  '28000':
    "The database does not let this user in: check user in DATABASE_URL and the server's pg_hba.conf.",
  '3D000':
    'The database named in DATABASE_URL does not exist: create it on the server (create database ...), or correct the name.',
  '42501':
    'The database user lacks a right: it must own the database (alter database ... owner to ...).',
  '25006':
    'The database is read-only (a standby server, perhaps): DATABASE_URL must name one that can be written.',
}

const WENT_AWAY =
  'The database went away in the middle of the work: nothing of the interrupted step was stored; see `node ace doctor`, then repeat.'

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'No database answers there: start the server, or correct host and port in DATABASE_URL.',
  ENOTFOUND: 'The host named in DATABASE_URL is unknown: correct its name.',
  EAI_AGAIN: 'The host named in DATABASE_URL cannot be looked up: check its name and the network.',
  EHOSTUNREACH: 'The host named in DATABASE_URL cannot be reached: check the network.',
  ETIMEDOUT: 'The database does not answer in time: check host, port and network.',
}

/** One sentence for a failure that concerns the database itself, or null for any other error. */
export function explainDatabaseError(error: unknown): string | null {
  if (error instanceof DatabaseUnavailable) return error.message
  if (error instanceof AggregateError) {
    for (const inner of error.errors) {
      const sentence = explainDatabaseError(inner)
      if (sentence) return sentence
    }
    return null
  }
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = BY_SQLSTATE[code] ?? (isConnecting(error) ? UNREACHABLE[code] : undefined)
  if (known) return `${known} (${firstLine(error)})`
  if (
    /^(57P0[1-5]|08)/.test(code) ||
    /Connection terminated|server closed the connection/i.test(error.message)
  ) {
    return WENT_AWAY
  }
  // The product has no other connection that it reads from or writes to inside a command.
  if ((code === 'ECONNRESET' || code === 'EPIPE') && isTransfer(error)) return WENT_AWAY
  if (code === 'E_DATA_DIRECTORY') return error.message
  if (code === 'ENOSPC') {
    return `The disk is full: free some space and repeat. (${firstLine(error)})`
  }
  return error.cause === undefined ? null : explainDatabaseError(error.cause)
}

function isConnecting(error: Error): boolean {
  return 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')
}

function isTransfer(error: Error): boolean {
  return 'syscall' in error && (error.syscall === 'read' || error.syscall === 'write')
}

function firstLine(error: Error): string {
  return (
    error.message.split('\n')[0] || String((error as NodeJS.ErrnoException).code ?? 'no detail')
  )
}
