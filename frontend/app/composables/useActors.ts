/** Names of who did something: people and tokens by name where one may see them, else as the log has them. */
export function useActors() {
  const users = useUsers()
  const tokens = useApiTokens()
  const { t, te } = useI18n()
  const known = computed(() => {
    const names = new Map<string, string>()
    for (const { id, name } of users.data.value?.users ?? []) names.set(`user:${id}`, name)
    for (const { id, name } of tokens.data.value?.tokens ?? []) {
      names.set(`token:${id}`, t('audit.token', { name }))
    }
    return names
  })
  const nameOf = (actor: string) =>
    known.value.get(actor) ?? (te(`audit.actor.${actor}`) ? t(`audit.actor.${actor}`) : actor)
  return { known, nameOf }
}
