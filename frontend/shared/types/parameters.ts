/** A parameter as its plugin declares it. */
export interface ParameterDeclaration {
  type: 'integer' | 'number' | 'boolean' | 'choice'
  default: number | boolean | string
  min?: number
  max?: number
  step?: number
  options?: string[]
  label?: string
  description?: string
  unit?: string
}
