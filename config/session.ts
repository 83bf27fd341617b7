import { defineConfig, stores } from '@adonisjs/session'

/** Sessions of people: an opaque id in a cookie that scripts cannot read, everything else in the database. */
export default defineConfig({
  enabled: true,
  cookieName: 'aq_session',
  clearWithBrowser: false,
  age: '12h',
  cookie: {
    path: '/',
    httpOnly: true,
    // The server listens on loopback without TLS; browsers keep secure cookies from http there.
    secure: false,
    sameSite: 'strict',
  },
  store: 'database',
  stores: { database: stores.database({ tableName: 'sessions' }) },
})
