import { test } from '@japa/runner'
import { DatabaseUnavailable } from '#adapters/database/database_unavailable.js'
import { explainDatabaseError } from '#adapters/database/explain_error.js'

function failure(message: string, fields: object = {}): Error {
  return Object.assign(new Error(message), fields)
}

test.group('what a database failure is called', () => {
  const cases: [string, Error, RegExp][] = [
    [
      'full disk',
      failure('could not extend file', { code: '53100' }),
      /disk of the database is full/,
    ],
    ['full disk here', failure('write failed', { code: 'ENOSPC' }), /^The disk is full/],
    ['shutdown', failure('terminating connection', { code: '57P01' }), /went away in the middle/],
    ['crash', failure('crash of another server process', { code: '57P02' }), /went away/],
    ['starting', failure('the database system is starting up', { code: '57P03' }), /went away/],
    ['cut', failure('Connection terminated unexpectedly'), /went away/],
    ['protocol', failure('connection failure', { code: '08006' }), /went away/],
    [
      'no server',
      failure('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' }),
      /No database answers/,
    ],
    [
      'no host',
      failure('getaddrinfo', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
      /host .* unknown/,
    ],
    [
      'password',
      failure('password authentication failed', { code: '28P01' }),
      /refused our password/,
    ],
    ['no database', failure('database "x" does not exist', { code: '3D000' }), /does not exist/],
    ['no right', failure('permission denied', { code: '42501' }), /lacks a right/],
    ['crowded', failure('too many clients', { code: '53300' }), /no connection to spare/],
    ['standby', failure('read-only transaction', { code: '25006' }), /read-only/],
    ['our own', new DatabaseUnavailable('Said already.'), /^Said already\.$/],
    [
      'both addresses of a host',
      new AggregateError([failure('x', { code: 'ECONNREFUSED', syscall: 'connect' })]),
      /No database answers/,
    ],
    ['wrapped', new Error('import', { cause: failure('x', { code: '53100' }) }), /disk .* full/],
  ]

  for (const [name, error, sentence] of cases) {
    test(`${name}: one sentence, on one line`, ({ assert }) => {
      const said = explainDatabaseError(error)
      assert.match(said ?? '', sentence)
      assert.notInclude(said, '\n')
    })
  }

  test('what is not the fault of the database is left to others', ({ assert }) => {
    const others = [
      failure('x is not a function'),
      failure('duplicate key', { code: '23505' }),
      failure('refused', { code: 'ECONNREFUSED', syscall: 'listen' }),
      'text',
      null,
    ]
    for (const other of others) assert.isNull(explainDatabaseError(other))
  })
})
