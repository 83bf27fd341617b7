/** Reads `DATABASE_URL`. */
import type { ConnectionSettings } from '../../ports/database.js'
import { DatabaseUnavailable } from './database_unavailable.js'

const EXAMPLE = 'postgres://user:password@localhost:5432/database'
const SSL_MODES = ['disable', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full']

/**
 * Connection settings named by a URL such as `postgres://user:password@host:5432/database`.
 * `?sslmode=` may be disable (the default), require or no-verify (encrypted, any certificate), or
 * verify-ca and verify-full (encrypted, certificate checked). Fails with what is wrong in the URL.
 */
export function connectionFromUrl(text: string): ConnectionSettings {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new DatabaseUnavailable(`DATABASE_URL is not a URL; it should look like ${EXAMPLE}.`)
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new DatabaseUnavailable(
      `DATABASE_URL begins with ${url.protocol}//, but only PostgreSQL is supported: ${EXAMPLE}.`
    )
  }
  const database = decodeURIComponent(url.pathname.slice(1))
  if (!url.hostname || !url.username || !database) {
    const missing = !url.hostname ? 'a host' : !url.username ? 'a user' : 'a database name'
    throw new DatabaseUnavailable(`DATABASE_URL lacks ${missing}; it should look like ${EXAMPLE}.`)
  }
  const mode = url.searchParams.get('sslmode') ?? 'disable'
  if (!SSL_MODES.includes(mode)) {
    throw new DatabaseUnavailable(
      `DATABASE_URL has sslmode=${mode}; it can be one of ${SSL_MODES.join(', ')}.`
    )
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    ssl:
      mode === 'disable' || mode === 'prefer'
        ? false
        : { rejectUnauthorized: mode.startsWith('verify') },
  }
}
