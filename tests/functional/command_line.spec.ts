import { join } from 'node:path'
import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { startNode } from '#tests/support/process.js'

test.group('the command line', (group) => {
  const folder = new DataFolder()
  group.setup(() => () => folder.remove())
  group.each.timeout(120_000)

  const ace = (...line: readonly string[]) =>
    startNode(['ace.js', ...line], { ...folder.environment, NODE_ENV: 'development' }).ended

  const MISTAKES: readonly (readonly [line: string, says: string])[] = [
    ['plugin:lst', 'There is no command "plugin:lst"; did you mean plugin:list?'],
    [
      'plugin:grant x --environment paper',
      'plugin:grant has no option "--environment"; did you mean --env? See node ace help plugin:grant.',
    ],
    ['plugin:info', 'Missing required argument "plugin". See node ace help plugin:info.'],
    [
      'plugin:remove one other',
      'plugin:remove does not take "other". See node ace help plugin:remove.',
    ],
  ]

  for (const [line, says] of MISTAKES) {
    test(`"${line}" is refused in one sentence, or as JSON`, async ({ assert }) => {
      const words = line.split(' ')
      const told = await ace(...words)
      assert.deepEqual(
        [told.code, told.stdout, told.stderr.trim().split('\n').at(-1)],
        [2, '', says]
      )
      const asked = await ace(...words, '--json')
      assert.equal(asked.code, 2)
      assert.deepEqual(JSON.parse(asked.stdout), { ok: false, code: 'usage', message: says })
    })
  }

  test('lists what serves the product, without generators of the framework', async ({ assert }) => {
    const { code, stdout } = await ace('list')
    assert.equal(code, 0)
    for (const name of ['backtest', 'make:plugin', 'plugin:install', 'registry:add', 'serve']) {
      assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
    }
    assert.notMatch(stdout, /make:controller|configure|eject|env:add|generate:key/)
  })

  test('says how a command is used, however that is asked', async ({ assert }) => {
    const asked = await ace('help', 'backtest:show')
    assert.equal(asked.code, 0, asked.stderr)
    assert.match(asked.stdout, /Usage:\n\s+node ace backtest:show /)
    assert.deepEqual(await ace('backtest:show', '--help'), asked)
    assert.deepEqual(await ace('help'), await ace('list'))
    const unknown = await ace('help', 'backtest:shw')
    assert.equal(unknown.code, 2)
    assert.match(unknown.stderr, /There is no command "backtest:shw"; did you mean backtest:show\?/)
  })

  test('plugin:pack makes the folder that it is told to write to', async ({ assert }) => {
    const out = join(folder.path, 'ours')
    const packed = await ace('plugin:pack', 'plugins/examples/momentum', '--out', out, '--json')
    assert.equal(packed.code, 0, packed.stderr)
    assert.equal(JSON.parse(packed.stdout).file, join(out, 'momentum-1.0.0.tgz'))
  })

  test('make:plugin and plugin:dev answer in JSON', async ({ assert }) => {
    const made = await ace('make:plugin', 'json-idea', '--folder', folder.path, '--json')
    assert.equal(JSON.parse(made.stdout).folder, join(folder.path, 'json-idea'))
    const again = await ace('make:plugin', 'json-idea', '--folder', folder.path, '--json')
    assert.equal(again.code, 2)
    assert.deepInclude(JSON.parse(again.stdout), { ok: false, code: 'folder_taken' })
    const nowhere = await ace('plugin:dev', join(folder.path, 'nowhere'), '--once', '--json')
    assert.equal(nowhere.code, 2)
    assert.isFalse(JSON.parse(nowhere.stdout).ok)
  })

  test('a shipped plugin needs no install, and that is said', async ({ assert }) => {
    const { code, stderr } = await ace('plugin:install', 'momentum', '--yes')
    assert.equal(code, 2)
    assert.match(stderr, /"momentum" is a plugin in plugins\/examples, which runs without being/)
  })
})
