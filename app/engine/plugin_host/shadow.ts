import type { PluginProcess } from '#ports/plugin_process.js'
import { effectsFault, formOf, takeAnswer } from './answer.js'
import { failureSentence } from './failure_sentence.js'
import type { PastEvent } from './plugin_run.js'

/**
 * Shows a new version the last events that the old one answered, and compares the form of the answers.
 * Nothing of what it wants is done. Answers why it cannot take over, or `null`.
 */
export async function shadow(
  process: PluginProcess,
  events: readonly PastEvent[]
): Promise<string | null> {
  for (const { event, form } of events) {
    const answered = await process.ask(event)
    if (!answered.ok) return failureSentence(answered.failure)
    const answer = takeAnswer(answered.value)
    const own = formOf(answer)
    if (own !== form && own !== 'nothing' && form !== 'nothing') {
      return `answered ${own} where the version before answered ${form}`
    }
    const fault = effectsFault(answer)
    if (fault !== null) return `answered with ${fault}`
  }
  return null
}
