import type { ParameterDeclaration } from '#shared/types/parameters'

/** What would be wrong with parameters, by their names; the host looks at them once more. */
export function parameterFaults(
  declarations: Record<string, ParameterDeclaration>,
  given: Record<string, string>,
  t: (key: string, values?: Record<string, unknown>) => string
): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const [name, text] of Object.entries(given)) {
    const one = declarations[name]
    if (one === undefined) faults[name] = t('draft.unknown')
    else if (one.type === 'integer' || one.type === 'number') {
      const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text.trim()) ? Number(text) : NaN
      const isWhole = one.type === 'number' || Number.isSafeInteger(value)
      const isInside = value >= (one.min ?? -Infinity) && value <= (one.max ?? Infinity)
      if (!isWhole || !isInside) {
        faults[name] = t(one.type === 'integer' ? 'draft.whole' : 'draft.number')
      }
    }
  }
  return faults
}
