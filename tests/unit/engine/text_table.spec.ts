import { test } from '@japa/runner'
import { formatTable } from '#engine/text_table.js'

test.group('a table as text', () => {
  test('aligns texts to the left and numbers to the right', ({ assert }) => {
    const columns = [{ title: 'Symbol' }, { title: 'Rows', isNumber: true }, { title: 'Source' }]
    assert.deepEqual(
      formatTable(columns, [
        ['US.AAPL', '1,260', 'npm'],
        ['US.SPX', '5', ''],
      ]),
      ['Symbol    Rows  Source', '───────  ─────  ──────', 'US.AAPL  1,260  npm', 'US.SPX       5']
    )
  })
})
