import { test } from '@japa/runner'
import { csvLines, pagesOf } from '#controllers/api/csv'

test.group('a list as a file for spreadsheets', () => {
  test('a list of many pages is whole, and its head comes though it is empty', async ({
    assert,
  }) => {
    const all = Array.from({ length: 1_203 }, (_, at) => ({ number: 1_203 - at }))
    const read = pagesOf(
      async ({ limit, before = Infinity }) =>
        all.filter(({ number }) => number < before).slice(0, limit),
      ({ number }) => number
    )
    const texts: string[] = []
    for await (const text of csvLines([['number', (one) => one.number]], read)) texts.push(text)
    const lines = texts.join('').trimEnd().split('\r\n')
    assert.deepEqual(lines, ['number', ...all.map(({ number }) => String(number))])

    const none = csvLines(
      [['number', () => null]],
      pagesOf(async () => [], Number)
    )
    assert.deepEqual(await Array.fromAsync(none), ['number\r\n'])
  })
})
