import type { ParameterDeclaration } from './parameters'

/** The parameters of a strategy: what runs, what is being written, and every version that there was. */
export interface DraftAnswer {
  current: { version: number; parameters: Record<string, string> }
  draft: { parameters: Record<string, string>; base: number; by: string; at: string } | null
  changes: { name: string; from: string; to: string }[]
  faults: { name: string; message: string }[]
  isOutdated: boolean
  declarations: Record<string, ParameterDeclaration> | null
  versions: {
    version: number
    parameters: Record<string, string>
    by: string
    reason: string
    at: string
  }[]
}

/** What an account or a strategy has earned; amounts are decimal texts. */
export interface Earned {
  strategy: string | null
  profit: string
  today: string
  unrealised: string
}
