import { test } from '@japa/runner'
import {
  chosenPermissions,
  confirmationOf,
  keptPermissions,
  readGrantChoice,
} from '#engine/plugin_install/decide_consent.js'
import type { GrantRecord } from '#ports/plugin_records.js'

const reason = 'It needs this.'
const manifest = {
  id: 'mail_agent',
  permissions: [
    { id: 'storage@64', reason },
    { id: 'net:connect@api.example.com:443#GET,POST', reason },
    { id: 'timers', reason, optional: true },
  ],
}
const required = ['storage@64', 'net:connect@api.example.com:443#GET,POST']

function grant(capability: string, scope: string, over: Partial<GrantRecord> = {}): GrantRecord {
  return {
    id: 1,
    pluginId: 'mail_agent',
    environment: 'example',
    capability,
    scope,
    manifestHash: '0'.repeat(64),
    grantedBy: 'cli',
    grantedAtMs: 0,
    revokedBy: null,
    revokedAtMs: null,
    ...over,
  }
}

test.group('plugin install: what is granted', () => {
  test('reads --grant {0}')
    .with([
      ['all', 'all'],
      [' required ', 'required'],
      ['storage@64,timers', ['storage@64', 'timers']],
      [
        'net:connect@a.example.com#GET,POST, timers',
        ['net:connect@a.example.com#GET,POST', 'timers'],
      ],
      ['market-data:read@US.*/1d,1h,storage', ['market-data:read@US.*/1d,1h', 'storage']],
      ['', []],
    ] as [string, unknown][])
    .run(({ assert }, [text, choice]) => assert.deepEqual(readGrantChoice(text), choice as string))

  test('required leaves out what is optional, all does not', ({ assert }) => {
    const chosen = (choice: 'all' | 'required') => chosenPermissions(manifest, choice)
    assert.deepEqual(chosen('required'), { ok: true, value: required })
    assert.deepEqual(chosen('all'), { ok: true, value: [...required, 'timers'] })
  })

  test('a list must hold what is required, and only what is asked for', ({ assert }) => {
    const part = chosenPermissions(manifest, ['timers', 'storage@64'])
    assert.match(part.ok ? '' : part.failure.message, /does not work without net:connect@/)
    const more = chosenPermissions(manifest, [...required, 'storage@128'])
    assert.match(more.ok ? '' : more.failure.message, /does not ask for "storage@128"/)
    const besides = chosenPermissions(manifest, ['timers'], required)
    assert.deepEqual(besides, { ok: true, value: [...required, 'timers'] })
  })

  test('what was granted goes on as far as it covers what is asked for', ({ assert }) => {
    const had = [grant('storage', '128'), grant('timers', '', { revokedAtMs: 5 })]
    assert.deepEqual(keptPermissions(manifest, had, 'example'), ['storage@64'])
    assert.deepEqual(keptPermissions(manifest, had, 'paper'), [])
    assert.deepEqual(keptPermissions(manifest, [grant('storage', '32')], 'example'), [])
  })

  test('placing orders is confirmed by typing, other things are not', ({ assert }) => {
    assert.equal(confirmationOf('my_broker', ['orders:place']), 'example my_broker')
    assert.isNull(confirmationOf('mail_agent', required))
  })
})
