import { test } from '@japa/runner'
import { csvField, csvLines, pagesOf } from '#controllers/api/csv'

test.group('a list as a file for spreadsheets', () => {
  for (const [given, written] of [
    [null, ''],
    [-12.5, '-12.5'],
    ['-12.500000', '-12.500000'],
    ['US.AAPL', 'US.AAPL'],
    ['a, "b"', '"a, ""b"""'],
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ] as const) {
    test(`${JSON.stringify(given)} is written ${JSON.stringify(written)}`, ({ assert }) => {
      assert.equal(csvField(given), written)
    })
  }

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
