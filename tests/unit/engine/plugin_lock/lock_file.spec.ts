import { test } from '@japa/runner'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compareLocks } from '#engine/plugin_lock/compare_locks.js'
import {
  lockFilePath,
  type LockEntry,
  readLockFile,
  writeLockFile,
} from '#engine/plugin_lock/lock_file.js'

const ENTRY: LockEntry = {
  version: '1.2.0',
  resolved: 'https://plugins.example.com/momentum-1.2.0.tgz',
  integrity: `sha512-${'A'.repeat(86)}==`,
  contentHash: 'a'.repeat(64),
  manifestHash: 'b'.repeat(64),
  keyId: '0123456789abcdef',
  level: 'signed',
  grantsHash: 'c'.repeat(64),
  enabledIn: ['example', 'paper'],
}

test.group('lock file', (group) => {
  let folder = ''
  let path = ''

  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'aq-lock-'))
    path = join(folder, 'aq-plugins.lock.json')
    return () => rmSync(folder, { recursive: true, force: true })
  })

  async function faultOf(text: string): Promise<string> {
    writeFileSync(path, text)
    const read = await readLockFile(path)
    if (read.ok) throw new Error('was read')
    return read.failure.message
  }

  test('says the same in the same bytes, in whatever order it is told', async ({ assert }) => {
    const other = { ...ENTRY, keyId: null, integrity: '', level: 'unsigned-local' as const }
    await writeLockFile(
      path,
      new Map([
        ['momentum', ENTRY],
        ['breakout', other],
      ])
    )
    const text = readFileSync(path, 'utf8')
    const turned = Object.fromEntries(Object.entries(ENTRY).toReversed()) as unknown as LockEntry
    const momentum: LockEntry = { ...turned, enabledIn: ['paper', 'example'] }
    await writeLockFile(
      path,
      new Map([
        ['breakout', other],
        ['momentum', momentum],
      ])
    )
    assert.equal(readFileSync(path, 'utf8'), text)
    assert.isTrue(text.startsWith('{\n  "lockfileVersion": 1,\n  "plugins": {\n    "breakout": {'))
    assert.isTrue(text.endsWith('}\n'))
    assert.deepEqual(readdirSync(folder), ['aq-plugins.lock.json'])
  })

  test('is left alone when there is nothing new', async ({ assert }) => {
    await writeLockFile(path, new Map([['momentum', ENTRY]]))
    const { ino } = statSync(path)
    await writeLockFile(path, new Map([['momentum', ENTRY]]))
    assert.equal(statSync(path).ino, ino)
  })

  test('is absent before the first install', async ({ assert }) => {
    assert.deepEqual(await readLockFile(path), { ok: true, value: null })
  })

  test('what cannot be written leaves what was', async ({ assert }) => {
    mkdirSync(path)
    writeFileSync(join(path, 'kept'), '')
    await assert.rejects(() => writeLockFile(path, new Map([['momentum', ENTRY]])))
    assert.deepEqual(readdirSync(folder), ['aq-plugins.lock.json'])
  })

  const wrong = (over: object) =>
    JSON.stringify({ lockfileVersion: 1, plugins: { momentum: { ...ENTRY, ...over } } })
  const FAULTS: readonly (readonly [string, string, RegExp])[] = [
    ['text that is no JSON', '<<<<<<< HEAD', /lock\.json is not JSON/],
    ['a merge conflict', `${wrong({}).slice(0, 40)}\n=======\n`, /is not JSON/],
    ['another version', '{"lockfileVersion":2,"plugins":{}}', /lockfileVersion must be 1/],
    ['a list', '[]', /must be an object/],
    ['no plugins', '{"lockfileVersion":1}', /plugins is missing/],
    [
      'an unknown field',
      wrong({ hash: '' }),
      /plugins\.momentum\.hash is not a field of a locked plugin/,
    ],
    ['a hash that is none', wrong({ contentHash: 'A'.repeat(64) }), /contentHash must be 64 hex/],
    ['an integrity that is weak', wrong({ integrity: 'sha1-AAAA' }), /integrity must be sha512-/],
    [
      'a level that is none',
      wrong({ level: 'offical' }),
      /level must be one of .*did you mean official/,
    ],
    [
      'a place that is none',
      wrong({ enabledIn: ['prod'] }),
      /enabledIn must hold example, paper, live, had "prod"/,
    ],
    [
      'a name given twice',
      '{"lockfileVersion":1,"plugins":{},"plugins":{}}',
      /plugins is given twice/,
    ],
    ['a prototype', '{"lockfileVersion":1,"plugins":{"__proto__":{}}}', /not allowed/],
    [
      'an id that is none',
      '{"lockfileVersion":1,"plugins":{"../x":{}}}',
      /plugins\.\.\.\/x is not the id/,
    ],
  ]
  for (const [name, text, expected] of FAULTS) {
    test(`refuses ${name}`, async ({ assert }) => {
      const message = await faultOf(text)
      assert.match(message, expected)
      assert.isTrue(message.startsWith(path))
    })
  }

  test('lies beside the sources, or in a data directory of its own', ({ assert }) => {
    const root = resolve('/srv/aq')
    const name = 'aq-plugins.lock.json'
    assert.equal(lockFilePath(join(root, 'storage'), root), join(root, name))
    assert.equal(lockFilePath(join(root, 'storage'), join(root, 'build')), join(root, name))
    assert.equal(lockFilePath(resolve('/data'), root), join(resolve('/data'), name))
  })

  test('tells every difference to what is installed', ({ assert }) => {
    const locked = new Map([
      ['gone', ENTRY],
      ['momentum', ENTRY],
      ['same', ENTRY],
    ])
    const changed = { ...ENTRY, contentHash: 'd'.repeat(64), enabledIn: [] }
    const installed = new Map([
      ['momentum', changed],
      ['same', ENTRY],
      ['fresh', ENTRY],
    ])
    assert.deepEqual(
      compareLocks(locked, installed).map((one) => one.message),
      [
        'fresh is installed and not in the lock file',
        'gone is in the lock file and not installed',
        `momentum: contentHash is ${'d'.repeat(64)} and the lock file says ${'a'.repeat(64)}`,
        'momentum: enabledIn is none and the lock file says example, paper',
      ]
    )
  })
})
