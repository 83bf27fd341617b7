const KINDS: readonly string[] = ['strategy', 'risk-rule', 'agent', 'broker', 'every']

/** The word for a kind of plugin; what a stranger called it where it is none that is known. */
export function kindWord(kind: string, t: (key: string) => string): string {
  return KINDS.includes(kind) ? t(`plugins.kinds.${kind}`) : kind
}
