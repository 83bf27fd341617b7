import { test } from '@japa/runner'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { ace } from '../../support/ace_lines.js'
import { DataFolder } from '../../support/data_folder.js'
import { packageFiles, type PackageTerms } from '../../support/plugin_bench.js'
import { SmallServer } from '../../support/small_server.js'

const acme = generateKey()

/** What the commands answer with `--json`, as far as it is looked at. */
interface Answer {
  readonly plugins: readonly {
    readonly versions?: readonly string[]
    readonly installedVersion?: string
  }[]
  readonly registries: readonly object[]
}

/** An index as it is edited by hand. */
interface EditedIndex {
  sequence: number
  plugins: { level: string }[]
  keys: { level: string }[]
  blocked: object[]
}

test.group('node ace registry:...', (group) => {
  let data: DataFolder
  let folder = ''
  let keyFile = ''
  const keeper = generateKey()
  group.tap((one) => one.timeout(180_000))
  group.each.setup(async () => {
    data = new DataFolder()
    folder = join(data.path, 'ours')
    mkdirSync(folder)
    keyFile = join(data.path, 'registry.pem')
    writeFileSync(keyFile, keeper.privateKey)
    // Held open, so that not every command starts a server of its own.
    const database = await data.open()
    return async () => {
      await database.close()
      data.remove()
    }
  })

  const run = (...args: readonly string[]) =>
    ace(args, { ...data.environment, NODE_ENV: 'development' })
  const json = async (...args: readonly string[]) => {
    const ended = await run(...args, '--json')
    return { code: ended.code, ...(JSON.parse(ended.stdout) as Answer) }
  }
  const offer = async (terms: PackageTerms) => {
    const bytes = await tarPackageArchive.pack(packageFiles({ key: acme, ...terms }))
    const { id = 'trend_rider', version = '1.0.0' } = terms
    writeFileSync(join(folder, `${id}-${version}.tgz`), bytes)
  }
  const sign = () => json('registry:sign', join(folder, 'index.json'), '--key', keyFile)
  const edit = (change: (index: EditedIndex) => void) => {
    const path = join(folder, 'index.json')
    const index = JSON.parse(readFileSync(path, 'utf8')) as EditedIndex
    change(index)
    writeFileSync(path, JSON.stringify(index))
  }

  test('a marketplace from its first package to its kill list', async ({ assert }) => {
    await offer({})
    await offer({ version: '1.1.0' })
    const nameless = await run('registry:build', folder)
    assert.equal(nameless.code, 2)
    assert.match(nameless.stderr, /A new index needs a name: --name/)
    const built = await json('registry:build', folder, '--name', 'Our plugins')
    assert.deepEqual(built.plugins[0]!.versions, ['1.1.0', '1.0.0'])
    edit((index) => {
      index.plugins[0]!.level = 'official'
      index.keys[0]!.level = 'official'
    })
    assert.deepInclude(await sign(), { code: 0, sequence: 1, keyId: keeper.keyId })

    // Served over HTTP, as any static folder.
    const server = await SmallServer.start((request, response) => {
      readFile(join(folder, `.${request.url}`)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end()
      )
    })
    try {
      const alone = await run('registry:add', server.address)
      assert.equal(alone.code, 2)
      assert.match(alone.stderr, /give the key of who runs it with --key/)
      const added = await json('registry:add', server.address, '--key', keeper.keyId)
      assert.deepInclude(added, { code: 0, sequence: 1, vouches: 'verified' })
      const found = await json('plugin:search', 'rider')
      assert.deepInclude(found.plugins[0]!, {
        id: 'trend_rider',
        version: '1.1.0',
        level: 'verified',
        installedVersion: null,
      })
      const offered = await run('plugin:info', 'trend_rider')
      assert.equal(offered.code, 0, offered.stderr)
      assert.match(
        offered.stdout,
        /^trend_rider \(strategy\) is not installed; Our plugins offers it/
      )
      assert.match(offered.stdout, /plugin:install trend_rider installs 1\.1\.0/)
      assert.equal((await run('plugin:info', 'trend_r1der')).code, 2)
      const strange = await run('plugin:search', 'trend_r1der')
      assert.match(strange.stdout, /"trend_r1der" looks like "trend_rider"/)

      const install = ['plugin:install', 'trend_rider@1.0.0', '--yes', '--trust', acme.keyId]
      const installed = await json(...install)
      assert.equal(installed.code, 0, JSON.stringify(installed))
      const again = await json('plugin:search')
      assert.equal(again.plugins[0]!.installedVersion, '1.0.0')

      // The kill list grows: what is installed is stopped, and not installed again.
      edit((index) =>
        index.blocked.push({
          id: 'trend_rider',
          versions: ['1.0.0'],
          reason: 'It leaks prices.',
          since: '2026-01-01T00:00:00Z',
        })
      )
      assert.deepInclude(await sign(), { code: 0, sequence: 2 })
      const refreshed = await json('registry:refresh')
      assert.deepInclude(refreshed.registries[0]!, { from: 1, to: 2, failure: null })
      const blocked = await run(...install)
      assert.equal(blocked.code, 2)
      assert.match(
        blocked.stderr,
        /trend_rider 1\.0\.0 is blocked by the registry "Our plugins" since .*: It leaks prices\./
      )
      const used = await run('backtest', 'trend_rider', '--symbols', 'US.AAPL')
      assert.notEqual(used.code, 0)
      assert.match(used.stderr, /is blocked/)

      // An index that is older than the one that is known.
      const bytes = readFileSync(join(folder, 'index.json'))
      edit((index) => (index.sequence = 0))
      assert.deepInclude(await sign(), { code: 0, sequence: 1 })
      const rolledBack = await run('registry:refresh')
      assert.equal(rolledBack.code, 1)
      assert.match(rolledBack.stderr, /went back from sequence 2 to 1/)
      const list = await json('registry:list')
      assert.deepInclude(list.registries[0]!, { sequence: 2, blocked: 1, isExpired: false })
      writeFileSync(join(folder, 'index.json'), bytes)
    } finally {
      await server.stop()
    }
    const lost = await run('plugin:search', 'rider')
    assert.equal(lost.code, 0)
    const removed = await json('registry:remove', `${server.address}index.json`)
    assert.equal(removed.code, 0)
    const none = await run('registry:remove', server.address)
    assert.equal(none.code, 2)
    assert.match(none.stderr, /is not followed; followed: none is/)
  })

  test('what is given wrong is refused in one sentence', async ({ assert }) => {
    const path = join(folder, 'index.json')
    for (const [args, expected] of [
      [
        ['registry:build', folder, '--name', 'X'],
        /holds no package \(\.tgz\); plugin:pack makes one/,
      ],
      [['registry:build', join(folder, 'gone'), '--name', 'X'], /cannot be read \(ENOENT\)/],
      [
        ['registry:sign', path, '--key', keyFile],
        /There is no file .*index\.json; registry:build makes it/,
      ],
      [['registry:sign', path], /--key FILE is missing/],
      [['registry:sign', path, '--key', keyFile, '--expires', 'soon'], /"soon" is none/],
      [['registry:sign', path, '--key', join(folder, 'gone.pem')], /There is no key file/],
      [['registry:add', 'http://plugins.example.com'], /plain http is for this machine alone/],
      [['registry:add', folder, '--key', 'x'], /--key is the 16 hexadecimal digits/],
      [['registry:add', folder, '--vouches', 'best'], /"best" is none of them/],
      [['registry:add', folder, '--key', keeper.keyId], /index\.json does not exist/],
      [['registry:remove', folder], /is not followed; followed: none is/],
    ] as const) {
      const ended = await run(...args)
      assert.equal(ended.code, 2, args.join(' '))
      assert.match(ended.stderr, expected)
      assert.equal(ended.stderr.trim().split('\n').length, 1, ended.stderr)
      assert.equal(ended.stdout, '')
    }
    rmSync(folder, { recursive: true })
  })
})
