const sayings = shallowRef<Sayings | null>(null)

/** Brings the host's sentences in a language; English, which the host speaks, needs none. */
export async function loadSayings(language: string): Promise<void> {
  if (language !== 'zh-CN') {
    sayings.value = null
    return
  }
  const { default: catalogue } = await import('../../i18n/sayings/zh-CN.json')
  sayings.value = new Sayings(catalogue)
}

/** A sentence of the host in the reader's language; '' for none. See `Sayings`. */
export function said(text: string | null | undefined): string {
  return text ? (sayings.value?.say(text) ?? text) : ''
}
