import { test } from '@japa/runner'
import { connectionFromUrl } from '#adapters/database/connection_url.js'

test.group('DATABASE_URL', () => {
  test('names host, port, user, password and database; escapes are undone', ({ assert }) => {
    assert.deepEqual(connectionFromUrl('postgres://ann:p%40ss@db.example:6000/trading'), {
      host: 'db.example',
      port: 6000,
      user: 'ann',
      password: 'p@ss',
      database: 'trading',
      ssl: false,
    })
  })

  test('without a port it is 5432, and an IPv6 host loses its brackets', ({ assert }) => {
    assert.containSubset(connectionFromUrl('postgresql://ann@[::1]/trading'), {
      host: '::1',
      port: 5432,
      password: '',
    })
  })

  const modes: [string, object | false][] = [
    ['disable', false],
    ['require', { rejectUnauthorized: false }],
    ['no-verify', { rejectUnauthorized: false }],
    ['verify-ca', { rejectUnauthorized: true }],
    ['verify-full', { rejectUnauthorized: true }],
  ]
  for (const [mode, ssl] of modes) {
    test(`sslmode=${mode}`, ({ assert }) => {
      assert.deepEqual(connectionFromUrl(`postgres://a@h/d?sslmode=${mode}`).ssl, ssl)
    })
  }
})
