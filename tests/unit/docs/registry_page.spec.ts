import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { readIndex } from '#engine/plugin_registry/read_index.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PAGE = readFileSync(join(ROOT, 'docs/plugins/registry.md'), 'utf8')

test.group('the page about registries', () => {
  test('names commands that there are', ({ assert }) => {
    const named = [...PAGE.matchAll(/node ace ([a-z]+:[a-z]+)/g)].map((found) => found[1] as string)
    assert.includeMembers(named, [
      'registry:add',
      'registry:build',
      'registry:sign',
      'plugin:search',
    ])
    for (const name of new Set(named)) {
      const file = `app/commands/${name.replace(':', '_')}.ts`
      assert.isTrue(existsSync(join(ROOT, file)), file)
    }
  })

  test('prints a kill list that is read', ({ assert }) => {
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(PAGE) ?? []
    const printed = JSON.parse(json) as { blocked: object[] }
    const index = {
      formatVersion: 1,
      name: 'Printed',
      sequence: 1,
      issuedAt: '2026-03-01T00:00:00Z',
      expires: '2026-03-31T00:00:00Z',
      plugins: [],
      keys: [],
      ...printed,
    }
    const read = readIndex(JSON.stringify(index))
    assert.isTrue(read.ok && read.value.blocked.length === 2, JSON.stringify(read))
  })

  test('leads to pages and files that there are', ({ assert }) => {
    for (const [, link] of PAGE.matchAll(/\]\((\.{0,2}[^)#:]+)\)/g)) {
      assert.isTrue(existsSync(join(ROOT, 'docs/plugins', link as string)), link)
    }
  })
})
