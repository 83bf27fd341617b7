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

/** A plugin that can be used, as the list of plugins tells it. */
export interface UsablePlugin {
  id: string
  manifest: {
    id: string
    name: string
    description: string
    version: string
    kind: string
    parameters: Record<string, ParameterDeclaration>
    subscriptions: { timeframes: string[]; maxSymbols: number }
  } | null
}
