/** One value of an entry that differs: before and after, as text. */
export interface AuditChange {
  name: string
  before: string | null
  after: string
}

type Plain = Record<string, unknown>

/**
 * What an entry says, line by line: of values with a before and an after those that differ, then all others.
 * Objects within are named by their path.
 */
export function auditChanges(detail: Plain): AuditChange[] {
  const { before, after, ...rest } = detail
  const changes: AuditChange[] = []
  if (isPlain(before) || isPlain(after)) {
    const [old, young] = [flat(before), flat(after)]
    for (const name of new Set([...old.keys(), ...young.keys()])) {
      const [was, is] = [old.get(name) ?? '', young.get(name) ?? '']
      if (was !== is) changes.push({ name, before: was, after: is })
    }
  } else {
    if (before !== undefined || after !== undefined) {
      changes.push({ name: '', before: textOf(before ?? ''), after: textOf(after ?? '') })
    }
  }
  for (const [name, value] of flat(rest)) changes.push({ name, before: null, after: value })
  return changes
}

const asIs = (text: string) => text

/**
 * An entry in a line: what it says, without what is empty. `wordOf` names a value, such as `symbol`, and
 * `wordsOf` puts the value itself.
 */
export function auditLine(detail: Plain, wordOf = asIs, wordsOf = asIs): string {
  return auditChanges(detail)
    .filter(({ name }) => !['from', 'command', 'userId'].includes(name))
    .filter(({ before, after }) => ![before ?? '', after].every((one) => EMPTY.includes(one)))
    .map(({ name, before, after }) => {
      const value =
        before === null ? wordsOf(after) : `${wordsOf(before || '–')} → ${wordsOf(after || '–')}`
      return name === '' ? value : `${wordOf(name.replace(/^(?:body|asked)\./, ''))}: ${value}`
    })
    .join(' · ')
}

const EMPTY: readonly string[] = ['', '–', 'null']

function flat(value: unknown, path = ''): Map<string, string> {
  if (!isPlain(value)) return value === undefined ? new Map() : new Map([[path, textOf(value)]])
  const entries = Object.entries(value)
  if (entries.length === 0) return path === '' ? new Map() : new Map([[path, '–']])
  return new Map(
    entries.flatMap(([name, one]) => [...flat(one, path === '' ? name : `${path}.${name}`)])
  )
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map(textOf).join(', ') : JSON.stringify(value)
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
