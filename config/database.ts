import env from '#start/env'
import { lucidConfig } from '#adapters/database/lucid_config.js'
import { connectionFromUrl } from '#adapters/database/connection_url.js'

const url = env.get('DATABASE_URL')

/**
 * Lucid's connection. Without `DATABASE_URL` the embedded server's address is known only once it
 * runs; the database provider then puts the real settings in the place of these.
 */
export default lucidConfig(
  url
    ? connectionFromUrl(url)
    : { host: '127.0.0.1', port: 1, user: 'aq', password: '', database: 'aq', ssl: false }
)
