import { test } from '@japa/runner'
import type { ParameterDeclaration } from '#engine/plugin/manifest.js'
import { resolveParameters } from '#engine/plugin/resolve_parameters.js'

const MOMENTUM = {
  id: 'momentum',
  parameters: {
    fast: { type: 'integer', default: 10, min: 1, max: 500, unit: 'bars' },
    stopLoss: { type: 'number', default: 0.1, min: 0.001, max: 0.9, unit: 'of the entry price' },
    quick: { type: 'boolean', default: false },
    exit: { type: 'choice', default: 'middle', options: ['middle', 'upper'] },
  } satisfies Record<string, ParameterDeclaration>,
}

function faultOf(given: Record<string, string>): string {
  const resolved = resolveParameters(MOMENTUM, given)
  return resolved.ok ? 'was accepted' : resolved.failure.map((fault) => fault.message).join('\n')
}

test.group('parameters of a run', () => {
  test('are the defaults where nothing is given', ({ assert }) => {
    const resolved = resolveParameters(MOMENTUM, {})
    assert.deepEqual(resolved, {
      ok: true,
      value: { fast: 10, stopLoss: 0.1, quick: false, exit: 'middle' },
    })
  })

  test('are read from text by their type', ({ assert }) => {
    const given = { fast: '20', stopLoss: '.05', quick: 'yes', exit: 'upper' }
    const resolved = resolveParameters(MOMENTUM, given)
    assert.deepEqual(resolved, {
      ok: true,
      value: { fast: 20, stopLoss: 0.05, quick: true, exit: 'upper' },
    })
  })

  test('may lie on their bounds', ({ assert }) => {
    assert.isTrue(resolveParameters(MOMENTUM, { fast: '1', stopLoss: '0.9' }).ok)
    assert.isTrue(resolveParameters(MOMENTUM, { fast: '5e2' }).ok)
  })

  const refused: [title: string, given: Record<string, string>, words: RegExp][] = [
    [
      'outside the range',
      { fast: '501' },
      /^fast must be a whole number from 1 to 500 \(bars\), was "501"\.$/,
    ],
    ['a fraction where whole numbers count', { fast: '10.5' }, /^fast must be a whole number/],
    ['not a number', { fast: 'ten' }, /was "ten"/],
    ['empty', { fast: '' }, /was ""/],
    [
      'NaN',
      { stopLoss: 'NaN' },
      /^stopLoss must be a number from 0\.001 to 0\.9 \(of the entry price\), was "NaN"/,
    ],
    ['infinite', { stopLoss: '1e999' }, /was "1e999"/],
    ['a hexadecimal number', { fast: '0x10' }, /was "0x10"/],
    ['neither true nor false', { quick: 'maybe' }, /^quick must be true or false, was "maybe"/],
    [
      'no option, with the nearest',
      { exit: 'midle' },
      /^exit must be one of middle, upper, was "midle"; did you mean middle\?/,
    ],
    [
      'an unknown name, with the nearest',
      { fst: '3' },
      /^momentum has no parameter "fst"; did you mean fast\? It has fast, stopLoss/,
    ],
    ['a name of the language', { toString: '3' }, /^momentum has no parameter "toString"/],
  ]
  for (const [title, given, words] of refused) {
    test(`are refused when ${title}`, ({ assert }) => assert.match(faultOf(given), words))
  }

  test('are refused all at once', ({ assert }) => {
    assert.lengthOf(faultOf({ fast: '0', stopLoss: '2' }).split('\n'), 2)
  })
})
