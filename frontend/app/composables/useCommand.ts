export type CommandState = 'idle' | 'sending' | 'checking' | 'done' | 'failed' | 'unknown'

/**
 * A command and how it stands; nothing is shown as done before the host says so. `send` gets the key under
 * which the command is done once.
 */
export function useCommand<A extends unknown[], T>(send: (key: string, ...args: A) => Promise<T>) {
  const state = ref<CommandState>('idle')
  const problem = shallowRef<Problem | null>(null)
  const outcome = shallowRef<T | null>(null)
  const sender = useSender()
  const isBusy = computed(() => state.value === 'sending' || state.value === 'checking')

  /** The outcome; `null` where there is none, with `problem` saying why. */
  async function run(...args: A): Promise<T | null> {
    if (isBusy.value) return null
    reset()
    state.value = 'sending'
    try {
      const done = await sender(
        (key) => send(key, ...args),
        () => (state.value = 'checking')
      )
      outcome.value = done
      state.value = 'done'
      return done
    } catch (error) {
      problem.value = error instanceof Problem ? error : new Problem(-1, 'broken', String(error))
      state.value = problem.value.isUnknown ? 'unknown' : 'failed'
      return null
    }
  }
  function reset() {
    state.value = 'idle'
    problem.value = null
    outcome.value = null
  }
  return { state, problem, outcome, isBusy, run, reset }
}
