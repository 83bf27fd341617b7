import { type FieldReader, shownValue, textFault } from './field_reader.js'
import type {
  BooleanParameter,
  ChoiceParameter,
  NumericParameter,
  ParameterDeclaration,
} from './manifest.js'

const TYPES = ['integer', 'number', 'boolean', 'choice'] as const
const LABELS = ['type', 'default', 'label', 'description', 'unit']
const NUMBER_MAX = 1e15

/** Reads the declaration of one parameter; faults go to the reader. */
export function checkParameter(field: FieldReader): ParameterDeclaration {
  const type = field.choice('type', TYPES)
  const labels = readLabels(field)
  if (type === 'boolean') {
    field.refuseOthers(LABELS)
    return { type, default: field.boolean('default'), ...labels } satisfies BooleanParameter
  }
  if (type === 'choice') return readChoice(field, labels)
  return readNumeric(field, type, labels)
}

function readLabels(field: FieldReader): { label?: string; description?: string; unit?: string } {
  const labels: Record<string, string> = {}
  for (const [name, most] of [
    ['label', 60],
    ['description', 280],
    ['unit', 40],
  ] as const) {
    if (field.has(name)) labels[name] = field.text(name, most)
  }
  return labels
}

function readChoice(field: FieldReader, labels: object): ChoiceParameter {
  field.refuseOthers([...LABELS, 'options'])
  const options = field.list('options', 100).map((option, index) => {
    const fault = textFault(option, 60)
    if (fault !== null) field.fault(`options.${index}`, fault)
    return String(option)
  })
  if (options.length === 0) field.fault('options', 'must list at least one text')
  if (new Set(options).size !== options.length) field.fault('options', 'lists the same text twice')
  const chosen = field.text('default', 60)
  if (chosen !== '' && !options.includes(chosen)) {
    field.fault('default', `must be one of ${options.join(', ')}, was ${shownValue(chosen)}`)
  }
  return { type: 'choice', default: chosen, options, ...labels }
}

function readNumeric(
  field: FieldReader,
  type: 'integer' | 'number',
  labels: object
): NumericParameter {
  field.refuseOthers([...LABELS, 'min', 'max', 'step'])
  const bounds: { min?: number; max?: number; step?: number } = {}
  if (field.has('min')) bounds.min = field.number('min', -NUMBER_MAX, NUMBER_MAX)
  if (field.has('max')) bounds.max = field.number('max', -NUMBER_MAX, NUMBER_MAX)
  if (field.has('step')) bounds.step = field.number('step', Number.MIN_VALUE, NUMBER_MAX)
  const declaration: NumericParameter = {
    type,
    default: field.number('default', -NUMBER_MAX, NUMBER_MAX),
    ...bounds,
    ...labels,
  }
  const { min = -Infinity, max = Infinity } = declaration
  if (min > max) field.fault('min', `must not be above max (${max}), was ${min}`)
  else if (declaration.default < min || declaration.default > max) {
    field.fault('default', `must be from ${min} to ${max}, was ${declaration.default}`)
  }
  if (type === 'integer') {
    for (const name of ['default', 'min', 'max', 'step'] as const) {
      const value = declaration[name]
      if (value !== undefined && !Number.isSafeInteger(value)) {
        field.fault(name, `must be a whole number, was ${value}`)
      }
    }
  }
  return declaration
}
