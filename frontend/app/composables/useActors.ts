/** Names of who did something: people and tokens by name where one may see them, else as the log has them. */
export function useActors() {
  const users = useUsers()
  const tokens = useApiTokens()
  const { t, te } = useI18n()
  const known = computed(
    () =>
      new Map<string, string>([
        ...(users.data.value?.users ?? []).map((one) => [`user:${one.id}`, one.name]),
        ...(tokens.data.value?.tokens ?? []).map((one) => [
          `token:${one.id}`,
          t('audit.token', { name: one.name }),
        ]),
      ])
  )
  const nameOf = (actor: string) =>
    known.value.get(actor) ?? (te(`audit.actor.${actor}`) ? t(`audit.actor.${actor}`) : actor)
  return { known, nameOf }
}
