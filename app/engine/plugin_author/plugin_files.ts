import { AGENT } from './template/agent.js'
import { BROKER } from './template/broker.js'
import { RISK_RULE } from './template/risk_rule.js'
import { STRATEGY } from './template/strategy.js'
import type { Template, TemplateKind } from './template/template.js'

/** What a new plugin's files depend on. */
export interface PluginFilesRequest {
  readonly id: string
  readonly title: string
  readonly kind: TemplateKind
  /** The folder as commands are given it. */
  readonly folder: string
  /** Relative path of the manifest's schema; `null` where none can be reached. */
  readonly schema: string | null
}

const TEMPLATES: Readonly<Record<TemplateKind, Template>> = {
  'strategy': STRATEGY,
  'risk-rule': RISK_RULE,
  'agent': AGENT,
  'broker': BROKER,
}

/** The files of a new plugin, path to text: a small one that works and is tested, to be changed. */
export function pluginFiles(request: PluginFilesRequest): Record<string, string> {
  const { id, title, kind, folder } = request
  const template = TEMPLATES[kind]
  const name = title.replace(/[\\']/g, '\\$&')
  return {
    'aq-plugin.json': manifestOf(request, template),
    'src/index.ts': template.source,
    [`tests/${id}.spec.ts`]: template.spec(name),
    'README.md': `# ${title}\n\n${template.readme({ id, folder })}`,
  }
}

function manifestOf({ id, title, kind, schema }: PluginFilesRequest, template: Template): string {
  const manifest = {
    ...(schema === null ? {} : { $schema: schema.replaceAll('\\', '/') }),
    manifestVersion: 1,
    id,
    name: title,
    description: template.description,
    version: '0.1.0',
    kind,
    engines: { aq: '>=0.1 <2', sdk: 0 },
    publisher: { id: 'my-name', name: 'My Name' },
    license: 'Apache-2.0',
    permissions: template.permissions,
    parameters: template.parameters,
    ...(template.risk === undefined ? {} : { risk: template.risk }),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
