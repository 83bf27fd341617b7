/** Commands of the rows of a table: several may be on their way, one for each row. */
export function useRowCommands() {
  const sender = useSender()
  const { say } = useToast()
  const { t } = useI18n()
  const busy = ref(new Set<string>())

  /** Whether it was done; a refusal is said to the person. */
  async function run(row: string, send: (key: string) => Promise<unknown>): Promise<boolean> {
    if (busy.value.has(row)) return false
    busy.value.add(row)
    try {
      await sender(send)
      return true
    } catch (error) {
      say(describe(error, t), 'bad')
      return false
    } finally {
      busy.value.delete(row)
    }
  }
  return { run, isBusy: (row: string) => busy.value.has(row) }
}
