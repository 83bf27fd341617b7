/** Puts the host's own sentences into the reader's language; see `saidBy`. */
export function useSaid() {
  const { t, locale } = useI18n()
  return (text: string | null | undefined) => (text ? saidBy(text, locale.value, t) : '')
}
