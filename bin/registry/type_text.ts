import ts from 'typescript'

/** Whether a value is sent as JSON or was taken from what the host answers. */
export type Direction = 'asked' | 'answered'

/** What cannot be said in JSON, and where it stands. */
export class NotJson extends Error {}

const PRIMITIVES = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike
const NOTHING = ts.TypeFlags.Undefined | ts.TypeFlags.Void

/**
 * Writes types as they are once their values went through JSON: dates are texts, functions are away, brands
 * fall off, members that may be undefined may be absent. Names are written out, so that the text stands alone,
 * and members stand in order, so that it is the same at every run. Throws NotJson for a bigint, a symbol, a
 * Map, a Set and a type that contains itself.
 */
export class TypeText {
  readonly #checker: ts.TypeChecker
  readonly #direction: Direction
  readonly #open = new Set<ts.Type>()

  constructor(checker: ts.TypeChecker, direction: Direction) {
    this.#checker = checker
    this.#direction = direction
  }

  /** The text of a type; `at` names it in a fault. */
  of(type: ts.Type, at: string): string {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'unknown'
    if (type.flags & ts.TypeFlags.Null) return 'null'
    if (type.flags & NOTHING) return 'undefined'
    if (type.flags & ts.TypeFlags.Never) return 'never'
    if (type.isStringLiteral()) return `'${type.value.replace(/['\\]/g, '\\$&')}'`
    if (type.flags & ts.TypeFlags.NonPrimitive) return 'object'
    if (type.flags & ts.TypeFlags.EnumLike) throw new NotJson(`${at} is an enum`)
    if (type.flags & PRIMITIVES) return this.#primitive(type)
    if (type.isUnion()) return this.#union(type.types, at)
    if (type.isIntersection() && type.types.some((one) => one.flags & PRIMITIVES)) {
      return this.of(
        type.types.find((one) => one.flags & PRIMITIVES)!,
        at
      )
    }
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
      return this.#within(type, at)
    }
    throw new NotJson(`${at} is ${this.#checker.typeToString(type)}`)
  }

  #primitive(type: ts.Type): string {
    if (type.flags & ts.TypeFlags.TemplateLiteral) return this.#checker.typeToString(type)
    if (type.isNumberLiteral()) return String(type.value)
    if (type.flags & ts.TypeFlags.BooleanLiteral) return this.#checker.typeToString(type)
    if (type.flags & ts.TypeFlags.StringLike) return 'string'
    return type.flags & ts.TypeFlags.NumberLike ? 'number' : 'boolean'
  }

  /** Without `undefined`, which JSON does not have: its member is optional. */
  #union(types: readonly ts.Type[], at: string): string {
    const texts = new Set(
      types.filter((one) => !(one.flags & NOTHING)).map((one) => this.of(one, at))
    )
    if (texts.has('unknown')) return 'unknown'
    if (texts.has('true') && texts.has('false')) {
      texts.delete('true')
      texts.delete('false')
      texts.add('boolean')
    }
    const isLast = texts.delete('null')
    return [...[...texts].sort(), ...(isLast ? ['null'] : [])].join(' | ')
  }

  #within(type: ts.Type, at: string): string {
    if (this.#open.has(type)) throw new NotJson(`${at} contains itself`)
    this.#open.add(type)
    try {
      return this.#list(type, at) ?? this.#asText(type, at) ?? this.#object(type, at)
    } finally {
      this.#open.delete(type)
    }
  }

  #list(type: ts.Type, at: string): string | null {
    if (!this.#checker.isArrayType(type) && !this.#checker.isTupleType(type)) return null
    const items = this.#checker.getTypeArguments(type as ts.TypeReference)
    const texts = items.map((item) => this.of(item, `${at}[]`))
    if (this.#checker.isTupleType(type)) return `[${texts.join(', ')}]`
    return topLevel(texts[0]!).includes('|') ? `(${texts[0]})[]` : `${texts[0]}[]`
  }

  /** What says itself how it is written. */
  #asText(type: ts.Type, at: string): string | null {
    const name = type.getSymbol()?.name
    if (name === 'Map' || name === 'Set' || name === 'ReadonlyMap' || name === 'ReadonlySet') {
      throw new NotJson(`${at} is a ${name}`)
    }
    const way = type.getProperty('toJSON')
    if (way === undefined) return null
    if (this.#direction === 'asked') return 'string'
    const signature = this.#typeOf(way).getCallSignatures()[0]
    if (signature === undefined) throw new NotJson(`${at} has an odd toJSON`)
    return this.of(signature.getReturnType(), at)
  }

  #object(type: ts.Type, at: string): string {
    const members = type
      .getProperties()
      .filter((member) => !member.name.startsWith('__'))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map((member) => this.#member(member, `${at}.${member.name}`))
      .filter((text) => text !== null)
    for (const { keyType, type: value } of this.#checker.getIndexInfosOfType(type)) {
      if (keyType.flags & ts.TypeFlags.ESSymbol) continue
      members.push(`[key: ${this.of(keyType, at)}]: ${this.of(value, `${at}.*`)}`)
    }
    return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`
  }

  #member(member: ts.Symbol, at: string): string | null {
    const type = this.#typeOf(member)
    if (type.getCallSignatures().length > 0) return null
    const parts = type.isUnion() ? type.types : [type]
    const isOptional =
      (member.flags & ts.SymbolFlags.Optional) !== 0 || parts.some((one) => one.flags & NOTHING)
    const name = /^[A-Za-z_$][\w$]*$/.test(member.name) ? member.name : `'${member.name}'`
    const text = this.of(type, at)
    if (text === 'undefined' || text === '') return null
    return `${name}${isOptional ? '?' : ''}: ${text}`
  }

  #typeOf(member: ts.Symbol): ts.Type {
    return this.#checker.getTypeOfSymbol(member)
  }
}

/** What of a text stands outside of braces. */
function topLevel(text: string): string {
  let depth = 0
  return [...text]
    .filter((sign) => {
      if (sign === '{' || sign === '[' || sign === '(') depth++
      if (sign === '}' || sign === ']' || sign === ')') depth--
      return depth === 0
    })
    .join('')
}
