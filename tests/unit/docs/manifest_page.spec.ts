import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { manifestFields, type Schema } from '../../../bin/docs/manifest_fields.js'
import { manifestSchema } from '#tests/support/json_schema.js'

test.group('the page about manifests', () => {
  test('shows the fields of the schema as they are; bin/manifest_page.ts writes them anew', ({
    assert,
  }) => {
    const page = new URL('../../../docs/plugins/manifest.md', import.meta.url)
    const shown = /<!-- fields -->\n\n([^]*?)\n\n<!-- end of fields -->/.exec(
      readFileSync(page, 'utf8')
    )
    assert.equal(shown?.[1], manifestFields(manifestSchema() as Schema))
  })

  test('has a row for every field, with what may be left out and the defaults', ({ assert }) => {
    const rows = manifestFields(manifestSchema() as Schema).split('\n')
    const row = (field: string) => rows.find((line) => line.startsWith(`| \`${field}\` `)) ?? ''
    assert.match(row('id'), /\| 3 to 50 characters, like `mean_reversion`/)
    assert.match(row('limits.memoryMb'), /\| optional; whole number, 8 to 128, else `32`/)
    assert.match(row('permissions[].reason'), /\| 1 to 280 characters/)
    assert.equal(new Set(rows.map(({ length }) => length)).size, 1)
  })
})
