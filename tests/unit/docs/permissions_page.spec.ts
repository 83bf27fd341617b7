import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { capabilityTable } from '#engine/plugin_permissions/capability_table.js'
import { parsePermission } from '#engine/plugin_permissions/capability.js'

const PAGE = join(
  fileURLToPath(new URL('../../..', import.meta.url)),
  'docs/plugins/permissions.md'
)

/** Cells of a table in Markdown, however its columns are padded. */
function cellsOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replaceAll('\\|', '\u0001')
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/^-+$/, '---'))
    )
}

test.group('the page about permissions', () => {
  const page = readFileSync(PAGE, 'utf8')

  test('has the table that the code says', ({ assert }) => {
    const found =
      /<!-- capabilities: .*? -->\n([\s\S]*?)\n<!-- end of capabilities -->/.exec(page)?.[1] ?? ''
    assert.deepEqual(cellsOf(found), cellsOf(capabilityTable()), capabilityTable())
  })

  test('shows permissions that can be read', ({ assert }) => {
    const ids = [...page.matchAll(/"id": "([^"]+)"/g)].map((found) => found[1] as string)
    assert.isAtLeast(ids.length, 3)
    for (const id of ids) assert.isTrue(parsePermission(id).ok, id)
  })
})
