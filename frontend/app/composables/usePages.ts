/** The pages that the person may see, in the groups of the menu and in one list. */
export function usePages() {
  const session = useSession()
  const groups = computed(() =>
    PAGES.map((group) => group.filter(({ ability }) => session.may(ability))).filter(
      (group) => group.length > 0
    )
  )
  return { groups, pages: computed(() => groups.value.flat()) }
}
