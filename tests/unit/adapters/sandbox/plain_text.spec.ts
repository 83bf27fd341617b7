import { test } from '@japa/runner'
import { plainText } from '#adapters/sandbox/plain_text.js'

test.group('Plain text', () => {
  test('shows {shown}')
    .with([
      { given: 'a plain sentence', shown: 'a plain sentence' },
      { given: 'line\nbreak\r\n\tand tab', shown: 'line break and tab' },
      { given: '\u001b[31mred\u001b[0m', shown: '[31mred [0m' },
      { given: 'abc\u202egnp.exe', shown: 'abc gnp.exe' },
      { given: 'a\u2028b\u2029c\u0000d\u009be', shown: 'a b c d e' },
      { given: 'zero\u200bwidth\ufeff', shown: 'zero width' },
      { given: 'half a pair \ud800', shown: 'half a pair' },
      { given: 'Grüße 你好 😀', shown: 'Grüße 你好 😀' },
    ])
    .run(({ assert }, { given, shown }) => assert.equal(plainText(given, 100), shown))

  test('is cut with a sign that it was cut', ({ assert }) => {
    assert.equal(plainText('x'.repeat(50), 10), `${'x'.repeat(9)}…`)
    assert.equal(plainText('x'.repeat(10), 10), 'x'.repeat(10))
  })
})
