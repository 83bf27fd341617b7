/** A JSON Schema, as far as that of manifests goes. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly description?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

type Row = readonly [field: string, rule: string, meaning: string]

const HEAD: Row = ['field', 'rule', 'meaning']

/** The table of a manifest's fields in Markdown, made from its JSON Schema. */
export function manifestFields(schema: Schema): string {
  const rows = [HEAD, ...rowsOf(schema, '', schema.$defs ?? {})]
  const widths = HEAD.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length))
  )
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const padded = rows.map((row) =>
    line(row.map((cell, column) => cell.padEnd(widths[column] as number)))
  )
  return [padded[0], line(widths.map((width) => '-'.repeat(width))), ...padded.slice(1)].join('\n')
}

function rowsOf(schema: Schema, path: string, defs: Readonly<Record<string, Schema>>): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const field = resolved(part, defs)
    const own = path === '' ? name : `${path}.${name}`
    const isOptional = schema.required?.includes(name) !== true
    const row: Row = [`\`${own}\``, ruleOf(field, isOptional, defs), meaningOf(field)]
    if (field.properties !== undefined) return [row, ...rowsOf(field, own, defs)]
    if (field.items?.properties !== undefined) {
      return [row, ...rowsOf(field.items, `${own}[]`, defs)]
    }
    return [row]
  })
}

/** A part with what it refers to; what it says itself comes first. */
function resolved(part: Schema, defs: Readonly<Record<string, Schema>>): Schema {
  if (part.$ref === undefined) return part
  const { $ref, ...own } = part
  return { ...resolved(defs[$ref.replace('#/$defs/', '')] ?? {}, defs), ...own }
}

function ruleOf(
  field: Schema,
  isOptional: boolean,
  defs: Readonly<Record<string, Schema>>
): string {
  const isFixed = field.default === undefined || field.const !== undefined
  const given = isFixed ? '' : `, else \`${JSON.stringify(field.default)}\``
  return `${isOptional ? 'optional; ' : ''}${formOf(field, defs)}${given}`
}

function formOf(field: Schema, defs: Readonly<Record<string, Schema>>): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``
  if (field.enum !== undefined) return field.enum.map((value) => `\`${String(value)}\``).join(' ')
  const example = field.examples?.map((value) => `\`${String(value)}\``).join(' ') ?? ''
  switch (field.type) {
    case 'integer':
      return `whole number, ${bounds(field)}`
    case 'number':
      return `number, ${bounds(field)}`
    case 'boolean':
      return '`true` or `false`'
    case 'array':
      return listForm(field, defs)
    case 'object':
      return field.maxProperties === undefined ? 'object' : `object, at most ${field.maxProperties}`
    default:
      return [lengthOf(field), example === '' ? '' : `like ${example}`]
        .filter((part) => part !== '')
        .join(', ')
  }
}

function listForm({ items, maxItems }: Schema, defs: Readonly<Record<string, Schema>>): string {
  const most = maxItems === undefined ? '' : `, at most ${maxItems}`
  const of =
    items === undefined || items.properties !== undefined ? '' : ` of ${formOf(items, defs)}`
  return `list${of}${most}`
}

function bounds({ minimum, maximum }: Schema): string {
  return `${number(minimum)} to ${number(maximum)}`
}

function number(value: number | undefined): string {
  return value?.toLocaleString('en-US') ?? 'any'
}

function lengthOf({ minLength = 1, maxLength }: Schema): string {
  return maxLength === undefined ? '' : `${minLength} to ${maxLength} characters`
}

function meaningOf({ description = '' }: Schema): string {
  return description.replaceAll('|', '\\|')
}
