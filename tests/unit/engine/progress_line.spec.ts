import { test } from '@japa/runner'
import { formatProgress, ProgressLine } from '#engine/progress_line.js'

test.group('the progress line', () => {
  test('shows part, count, rate and time left', ({ assert }) => {
    const step = { part: 0.25, done: 250_000, unit: 'rows' }
    assert.equal(
      formatProgress('prices.csv', step, 0.5),
      'prices.csv ████░░░░░░░░░░░░  25 %  250,000 rows  500,000 rows/s  2 s left'
    )
  })

  test('is drawn at most ten times a second, fits the screen and is taken away', ({ assert }) => {
    const written: string[] = []
    let now = 0
    const screen = { isTTY: true, columns: 20, write: (text: string) => written.push(text) }
    const line = new ProgressLine(screen, 'a', () => now)
    for (now = 0; now < 300; now += 10) line.update({ part: 0.5, done: 1, unit: 'rows' })
    line.clear()
    assert.lengthOf(written, 4)
    assert.isTrue(
      written.slice(0, 3).every((text) => text.replace('\r\u001b[2K', '').length === 19)
    )
    assert.equal(written[3], '\r\u001b[2K')
  })

  test('draws nothing where there is no terminal', ({ assert }) => {
    const written: string[] = []
    const line = new ProgressLine({ write: (text) => written.push(text) }, 'a', () => 0)
    line.update({ part: 0.5, done: 1, unit: 'rows' })
    line.clear()
    assert.deepEqual(written, [])
  })
})
