import type { ConsentQuestion, KeyQuestion } from '#shared/types/plugins'
import type { InstallWish } from '~/queries/usePlugins'

/** What an install wants to know before it goes on. */
export type InstallStep =
  | { type: 'asking' | 'done' | 'failed' }
  | { type: 'unsigned' }
  | { type: 'key'; key: KeyQuestion }
  | { type: 'consent'; consent: ConsentQuestion; isChanged: boolean }

/**
 * An install as a talk with the host: each refusal says what it wants to know, and the answer is sent with
 * everything that was answered before. Nothing is installed before the consent to exactly what was shown.
 */
export function useInstall(source: string) {
  const wish = ref<InstallWish>({ source })
  const command = useCommand((key) => pluginActs.install(key, wish.value))
  const step = shallowRef<InstallStep>({ type: 'asking' })

  async function send(more: Omit<InstallWish, 'source'> = {}): Promise<void> {
    const hadConsent = more.consentTo !== undefined
    wish.value = { ...wish.value, ...more }
    const done = await command.run()
    if (done !== null) {
      step.value = { type: 'done' }
      return
    }
    const { code, more: told } = command.problem.value!
    const answer = told.answer ?? {}
    if (code === 'key_unknown' && answer.key) {
      step.value = { type: 'key', key: answer.key as KeyQuestion }
    } else if (code === 'consent_needed' && answer.consent) {
      step.value = {
        type: 'consent',
        consent: answer.consent as ConsentQuestion,
        isChanged: hadConsent,
      }
    } else if (code === 'unsigned' && wish.value.allowUnsigned !== true) {
      step.value = { type: 'unsigned' }
    } else if (step.value.type !== 'consent') step.value = { type: 'failed' }
  }
  return { step, send, problem: command.problem, isBusy: command.isBusy, outcome: command.outcome }
}
