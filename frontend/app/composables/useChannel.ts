/**
 * Hears a channel for as long as the component lives; `null` hears nothing. `missed` is called when the snapshot must be
 * fetched again: at the first subscription, after a gap, when the host says so.
 */
export function useChannel(
  channel: MaybeRefOrGetter<string | null>,
  told: (payload: StreamPayload) => void,
  missed: () => void = () => {}
): void {
  const { stream } = useStream()
  const session = useSession()
  watch(
    () => {
      const name = toValue(channel)
      return name !== null && session.may(abilityOfChannel(name)) ? name : null
    },
    (name, _before, ended) => {
      if (name !== null) ended(stream.on(name, { told, missed }))
    },
    { immediate: true }
  )
}
