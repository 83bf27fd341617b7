import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { readSource } from '#engine/plugin_install/read_source.js'

test.group('plugin install: what a person types as the source', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'aq-source-'))
    mkdirSync(join(folder, 'my-idea'))
    writeFileSync(join(folder, 'my-idea-1.0.0.tgz'), '')
    return () => rmSync(folder, { recursive: true })
  })
  const read = (text: string) => readSource(text, { workingFolder: folder })

  test('{0} is taken for what it is')
    .with([
      ['trend_rider', { type: 'index', id: 'trend_rider' }],
      ['trend_rider@1.2.0', { type: 'index', id: 'trend_rider', version: '1.2.0' }],
      ['my-idea', { type: 'index', id: 'my-idea' }],
      ['aq-plugin-my-idea', { type: 'npm', spec: 'aq-plugin-my-idea' }],
      ['@me/aq-plugin-my-idea@^1', { type: 'npm', spec: '@me/aq-plugin-my-idea@^1' }],
      ['npm:other', { type: 'npm', spec: 'other' }],
    ] as const)
    .run(async ({ assert }, [text, source]) => {
      assert.deepEqual(await read(text), { ok: true, value: source })
    })

  test('paths are paths: an archive and a folder', async ({ assert }) => {
    const archive = { type: 'tarball', path: join(folder, 'my-idea-1.0.0.tgz') } as const
    assert.deepEqual(await read('my-idea-1.0.0.tgz'), { ok: true, value: archive })
    const source = { type: 'folder', path: join(folder, 'my-idea') } as const
    assert.deepEqual(await read('./my-idea'), { ok: true, value: source })
  })

  test('{0} is refused with what would be right')
    .with([
      ['./nowhere', /There is no folder .*nowhere/],
      ['gone.tgz', /There is no archive .*gone\.tgz/],
      ['Trend Rider', /neither an id, nor an npm package/],
      ['https://example.com/x.zip', /is an address; a plugin is installed by its id/],
      ['https://example.com/x.tgz', /is an address/],
      ['git+ssh://git@example.com/x.git', /is an address/],
      ['github:me/x', /is an address/],
      ['a@b@c', /neither an id/],
      ['', /neither an id/],
      ['trend_rider@', /neither an id/],
      ['tren\u0501_rider', /looks like "trend_rider" but is written with \u0501 \(U\+0501\)/],
      ['trend_\u202erider', /looks like "trend_rider" but is written with \\u202e/],
      ['\u6f22\u5b57', /neither an id/],
    ] as const)
    .run(async ({ assert }, [text, says]) => {
      const refused = await read(text)
      assert.match(refused.ok ? '' : refused.failure.message, says)
    })
})
