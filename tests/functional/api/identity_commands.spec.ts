import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/ace_lines.js'

const PASSWORD = 'correct horse battery'

test.group('commands about people and tokens', (group) => {
  const folder = new DataFolder()
  group.tap((one) => one.timeout(90_000))
  group.teardown(() => folder.remove())

  const typed = (password: string, ...args: string[]) =>
    ace(args, folder.environment, `${password}\n`)
  const said = async (...args: string[]) => {
    const ended = await ace([...args, '--json'], folder.environment)
    return { code: ended.code, ...(JSON.parse(ended.stdout) as Record<string, unknown>) }
  }

  test('people are added, changed, locked and listed; the last owner stays', async ({ assert }) => {
    assert.equal((await typed(PASSWORD, 'user:add', 'Ann', '--role', 'owner')).code, 0)
    assert.equal((await typed(PASSWORD, 'user:add', 'ann')).code, 2)
    assert.equal((await typed('short', 'user:add', 'Bob')).code, 2)
    assert.equal((await typed(PASSWORD, 'user:add', 'Bob', '--role', 'king')).code, 2)
    assert.equal((await said('user:change', 'Ann', '--lock')).code, 2)
    assert.equal((await typed(PASSWORD, 'user:add', 'Bob', '--role', 'owner')).code, 0)
    assert.equal((await said('user:change', 'ann', '--lock')).code, 0)
    assert.equal((await typed(`${PASSWORD} 2`, 'user:change', 'Bob', '--password')).code, 0)
    const { users } = (await said('user:list')) as unknown as {
      users: { name: string; isEnabled: boolean; generation: number }[]
    }
    assert.deepEqual(
      users.map(({ name, isEnabled, generation }) => [name, isEnabled, generation]),
      [
        ['Ann', false, 2],
        ['Bob', true, 2],
      ]
    )
    assert.equal((await said('user:change', 'nobody', '--lock')).code, 2)
  })

  test('a token is shown once, listed without its secret, and taken back', async ({ assert }) => {
    const may = ['--user', 'Bob', '--ability', 'orders:read', '--days', '3']
    const made = (await said('token:create', 'bot', ...may)) as unknown as {
      text: string
      token: { id: string }
    }
    assert.match(made.text, /^aq_[0-9a-f]{16}_[0-9a-f]{64}$/)
    const listed = JSON.stringify(await said('token:list'))
    assert.include(listed, made.token.id)
    assert.notInclude(listed, made.text.slice(-64))
    assert.equal((await said('token:revoke', made.token.id)).code, 0)
    assert.equal((await said('token:revoke', made.token.id)).code, 2)
    const beyond = ['--user', 'Bob', '--ability', 'plugins:write']
    assert.equal((await said('token:create', 'bot', ...beyond)).code, 2)
    assert.equal((await said('audit:verify')).code, 0)
  })
})
