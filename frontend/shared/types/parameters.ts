import type { Answer, Merged } from './answers'

type Manifest = NonNullable<Answer<'GET /plugins'>['shipped'][number]['manifest']>

/** A parameter as its plugin declares it. */
export type ParameterDeclaration = Merged<Manifest['parameters'][string]>

/** A plugin that can be used, as the list of plugins tells it. */
export interface UsablePlugin {
  id: string
  manifest: Manifest | null
}
