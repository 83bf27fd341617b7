import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { ace as runAce } from '#tests/support/ace_lines.js'
import { DataFolder } from '#tests/support/data_folder.js'

const SOURCE = `import { defineAgent } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

export default defineAgent(manifest, () => ({}))
`

const MANIFEST = {
  manifestVersion: 1,
  id: 'result_watch',
  name: 'Result watch',
  description: 'Reads the calendar of results.',
  version: '1.0.0',
  kind: 'agent',
  engines: { aq: '>=0.1 <2', sdk: 0 },
  publisher: { id: 'my-name', name: 'My Name' },
  permissions: [
    { id: 'storage@64', reason: 'Remembers what it has seen.' },
    { id: 'net:connect@api.example.com', reason: 'Reads the calendar.', optional: true },
  ],
}

test.group('the commands about permissions, secrets and the audit log', (group) => {
  const folder = new DataFolder()
  group.setup(() => () => folder.remove())
  group.each.timeout(120_000)

  const environment = { ...folder.environment, NODE_ENV: 'development' }
  async function ace(args: readonly string[], input = '') {
    const { code, stdout: out, stderr: error } = await runAce(args, environment, input)
    return { code, out, error }
  }

  test('a secret is set from standard input, listed without its value, removed', async ({
    assert,
  }) => {
    const host = ['--host', 'api.example.com']
    const set = await ace(['secret:set', 'calendar_key', ...host], 'very-secret-1\n')
    assert.equal(set.code, 0, set.error)
    assert.match(
      set.out,
      /^set calendar_key \(fingerprint [0-9a-f]{8}\).*api\.example\.com:443 only/
    )
    assert.notInclude(set.out, 'very-secret')
    const short = await ace(['secret:set', 'calendar_key', ...host], 'short\n')
    assert.equal(short.code, 2)
    assert.match(short.error, /8 to 4096/)
    const listed = await ace(['secret:list', '--json'])
    assert.containsSubset(JSON.parse(listed.out), {
      ok: true,
      secrets: [{ name: 'calendar_key', hosts: ['api.example.com:443'], setBy: 'cli' }],
    })
    assert.notInclude(listed.out, 'very-secret')
    assert.equal((await ace(['secret:remove', 'calendar_key'])).code, 0)
    assert.equal((await ace(['secret:remove', 'calendar_key'])).code, 2)
  })

  test('permissions are granted, refused and taken back, and all of it is written down', async ({
    assert,
  }) => {
    const source = join(folder.path, 'result_watch')
    mkdirSync(join(source, 'src'), { recursive: true })
    writeFileSync(join(source, 'aq-plugin.json'), JSON.stringify(MANIFEST))
    writeFileSync(join(source, 'src', 'index.ts'), SOURCE)
    const installed = await ace(['plugin:install', source, '--yes', '--allow-unsigned'])
    assert.equal(installed.code, 0, installed.error)

    const silent = await ace(['plugin:grant', 'result_watch'])
    assert.equal(silent.code, 2)
    assert.match(silent.error, /permissions, --all or --required/)
    const more = await ace(['plugin:grant', 'result_watch', '--permission', 'storage@128'])
    assert.equal(more.code, 2)
    assert.match(more.error, /does not ask for "storage@128"/)
    const live = await ace(['plugin:grant', 'result_watch', '--all', '--env', 'live'])
    assert.equal(live.code, 2)
    assert.match(live.error, /nobody signed/)
    const given = await ace(['plugin:grant', 'result_watch', '--all', '--reason', 'trying'])
    assert.equal(given.code, 0, given.error)
    assert.equal(
      given.out,
      'granted in paper: storage@64\ngranted in paper: net:connect@api.example.com:443\n'
    )
    assert.equal((await ace(['plugin:verify'])).code, 0)
    const revoked = await ace(['plugin:revoke', 'result_watch', '--permission', 'storage@64'])
    assert.equal(revoked.code, 0, revoked.error)
    assert.match(revoked.out, /revoked in paper: storage@64/)
    assert.equal((await ace(['plugin:verify'])).code, 0)

    const about = ['--subject', 'plugin:result_watch', '--json']
    const { rows } = JSON.parse((await ace(['audit:list', ...about])).out) as {
      rows: { action: string }[]
    }
    const actions = rows.map(({ action }) => action).filter((action) => action.startsWith('grant'))
    assert.deepEqual(actions.slice(0, 4), [
      'grant.revoked',
      'grant.given',
      'grant.refused',
      'grant.refused',
    ])
    const whole = await ace(['audit:verify', '--json'])
    const { hash } = JSON.parse(whole.out) as { hash: string }
    assert.equal((await ace(['audit:verify', '--expect', hash])).code, 0)
    const other = await ace(['audit:verify', '--expect', 'f'.repeat(64)])
    assert.equal(other.code, 1)
    assert.match(other.error, /another one/)
  })

  test('a log that was tampered with is named by its row', async ({ assert }) => {
    const database = await folder.open()
    await database.withClient(async (client) => {
      await client.query('alter table audit_log disable trigger all')
      await client.query(`update audit_log set actor = 'nobody' where sequence = 2`)
      await client.query('alter table audit_log enable trigger all')
    })
    await database.close()
    const broken = await ace(['audit:verify'])
    assert.equal(broken.code, 1)
    assert.match(broken.error, /broken at row 2: .*changed/)
  })

  test('wrong options are refused in a sentence: {$self}')
    .with([
      ['plugin:grant', 'nothing_here', '--all'],
      ['plugin:grant', 'result_watch', '--env', 'moon'],
      ['plugin:revoke', 'nothing_here'],
      ['plugin:revoke', 'result_watch', '--permission', 'magic'],
      ['audit:list', '--limit', '0'],
      ['secret:set', 'Bad', '--host', 'api.example.com'],
      ['secret:set', 'good'],
    ])
    .run(async ({ assert }, args) => {
      const refused = await ace(args, 'long-enough-value')
      assert.equal(refused.code, 2, refused.out + refused.error)
      assert.match(refused.error, /^\S.{10,}\n$/)
    })
})
