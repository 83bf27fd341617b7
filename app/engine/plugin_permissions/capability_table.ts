import { CAPABILITIES, CAPABILITY_NAMES } from './capability.js'

/** The capabilities as a table in Markdown, as `docs/plugins/permissions.md` prints it. */
export function capabilityTable(): string {
  const rows = CAPABILITY_NAMES.map((name) => {
    const { syntax, consent, meaning, kinds } = CAPABILITIES[name]
    const who = kinds.length === 8 ? 'every kind' : kinds.join(', ')
    return [`\`${syntax.replaceAll('|', '\\|')}\``, consent, meaning, who]
  })
  const head = ['permission', 'consent', 'what it allows', 'who may ask']
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
