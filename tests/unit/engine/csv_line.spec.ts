import { test } from '@japa/runner'
import { csvLine } from '#engine/csv_line.js'

test.group('a line for spreadsheets', () => {
  for (const [given, written] of [
    [null, ''],
    [-12.5, '-12.5'],
    ['-12.500000', '-12.500000'],
    ['1e-7', '1e-7'],
    ['US.AAPL', 'US.AAPL'],
    ['a, "b"', '"a, ""b"""'],
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2+3', "'-2+3"],
    [`-2+3+cmd|' /C calc'!A0`, `'-2+3+cmd|' /C calc'!A0`],
    ['-1\n=2', '"\'-1\n=2"'],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ] as const) {
    test(`${JSON.stringify(given)} is written ${JSON.stringify(written)}`, ({ assert }) => {
      assert.equal(csvLine([given]), written)
      assert.equal(csvLine(['a', given]), `a,${written}`)
    })
  }
})
