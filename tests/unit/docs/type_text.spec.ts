import { test } from '@japa/runner'
import ts from 'typescript'
import { TypeText, type Direction } from '../../../bin/registry/type_text.js'

/** Reads types as TypeScript does, all of them at once: it takes a second each time. */
function textsOf(types: readonly string[], direction: Direction = 'answered'): (() => string)[] {
  const module = [
    'interface Own { own: Own }',
    ...types.map((one, index) => `type T${index} = ${one}`),
  ]
  const options = { target: ts.ScriptTarget.ES2022, strict: true }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  const source = ts.createSourceFile('told.ts', module.join('\n'), ts.ScriptTarget.ES2022, true)
  host.getSourceFile = (name, ...more) => (name === 'told.ts' ? source : read(name, ...more))
  const checker = ts.createProgram(['told.ts'], options, host).getTypeChecker()
  const told = new TypeText(checker, direction)
  return source.statements.filter(ts.isTypeAliasDeclaration).map(
    ({ type }) =>
      () =>
        told.of(checker.getTypeFromTypeNode(type), 'told')
  )
}

test.group('types as they are after JSON', () => {
  const cases = [
    [
      'figures, texts, flags',
      '{ b: number; a: string; c: boolean }',
      '{ a: string; b: number; c: boolean }',
    ],
    ['an instant is a text', '{ at: Date }', '{ at: string }'],
    [
      'a brand falls off',
      "{ amount: number & { readonly brand: 'micros' } }",
      '{ amount: number }',
    ],
    [
      'what may be undefined may be absent',
      '{ a: string | undefined; b?: 1 }',
      '{ a?: string; b?: 1 }',
    ],
    ['null stays, and stands last', "{ a: null | 'b' | 'a' }", "{ a: 'a' | 'b' | null }"],
    ['functions are away', '{ a: 1; act(): void; say: () => string }', '{ a: 1 }'],
    ['lists of one of several', 'readonly (1 | 2)[]', '(1 | 2)[]'],
    ['lists of records', '{ a: 1 }[]', '{ a: 1 }[]'],
    ['pairs', '[number, string]', '[number, string]'],
    ['any name', 'Record<string, number>', '{ [key: string]: number }'],
    ['names that are no words', "{ 'a.b': 1 }", "{ 'a.b': 1 }"],
    ['nobody knows', '{ a: unknown }', '{ a: unknown }'],
  ] as const

  test('what JSON leaves of a type', ({ assert }) => {
    const texts = textsOf(cases.map(([, type]) => type))
    cases.forEach(([what, , text], index) => assert.equal(texts[index]!(), text, what))
  })

  test('a bigint, a map and what contains itself are refused', ({ assert }) => {
    for (const text of textsOf(['{ a: bigint }', '{ a: Map<string, 1> }', 'Own'])) {
      assert.throws(() => text(), /told/)
    }
  })

  test('an instant that is sent is a text, whatever it says of itself', ({ assert }) => {
    const [text] = textsOf(['{ at: { toJSON(): number } }'], 'asked')
    assert.equal(text!(), '{ at: string }')
  })
})
