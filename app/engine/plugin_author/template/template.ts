import type { Manifest, ParameterDeclaration, PluginKind } from '#engine/plugin/manifest.js'

/** Kinds of which a plugin can be made. */
export const TEMPLATE_KINDS = ['strategy', 'risk-rule', 'agent', 'broker'] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number] & PluginKind

/** What a new plugin begins as: a small one that works, to be changed. */
export interface Template {
  /** One sentence for the manifest and the README. */
  readonly description: string
  readonly permissions: Manifest['permissions']
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>
  readonly risk?: Partial<Manifest['risk']>
  /** Text of `src/index.ts`. */
  readonly source: string
  /** Text of the spec; `name` is the plugin's title as a string literal's content. */
  spec(name: string): string
  /** What it does and how it is tried, as Markdown below the title. */
  readme(about: { readonly id: string; readonly folder: string }): string
}
