import type { BacktestJob, SandboxFailure, SandboxPlugin } from '#ports/sandbox.js'
import { plainText } from '../plain_text.js'
import { callOf } from '../wire/counters.js'
import { authorStack } from './author_stack.js'
import type { ProcessExit } from '../sandbox_process.js'
import type { Conversation, LastWord } from './conversation.js'

const MESSAGE_LENGTH_MAX = 500
/** What V8 writes when it gives up for want of memory. */
const OUT_OF_MEMORY = /out of memory|heap limit|Allocation failed|memory limit/i

/** The failure that a child told, in the words of the port. */
export function failureOfWord(
  word: Exclude<LastWord, { type: 'result' }>,
  talk: Conversation,
  job: BacktestJob
): SandboxFailure {
  if (word.type === 'violation') return { type: 'protocol_violation', detail: word.detail }
  const told = word.failure
  const plugin = pluginAt(talk, job)
  const call = callOf(talk.counters.call)
  const where = call ?? 'load'
  const moment = talk.moment
  switch (told.type) {
    case 'plugin_threw': {
      const { frames, location } = authorStack(told.stack, plugin)
      const message = plainText(told.message, MESSAGE_LENGTH_MAX)
      return {
        type: told.type,
        plugin: plugin.id,
        where,
        message,
        stack: frames,
        location,
        ...moment,
      }
    }
    case 'plugin_not_loadable': {
      const { location } = authorStack(told.stack, plugin)
      const message = plainText(told.message, MESSAGE_LENGTH_MAX)
      return { type: told.type, plugin: plugin.id, message, location }
    }
    case 'out_of_memory':
      return {
        type: told.type,
        plugin: plugin.id,
        where: call,
        limitMb: job.limits.memoryMb,
        ...moment,
      }
    case 'too_many_signals': {
      const { signals } = talk.counters
      return { type: told.type, signals, signalsMax: job.limits.signalsMax, ...moment }
    }
    default:
      return { type: told.type, message: plainText(told.message, MESSAGE_LENGTH_MAX) }
  }
}

/** What the end of a process means that said no last word. */
export function failureOfDeath(
  exit: ProcessExit,
  talk: Conversation,
  job: BacktestJob
): SandboxFailure {
  const where = callOf(talk.counters.call)
  if (OUT_OF_MEMORY.test(exit.stderr)) {
    const plugin = pluginAt(talk, job).id
    return { type: 'out_of_memory', plugin, where, limitMb: job.limits.memoryMb, ...talk.moment }
  }
  const how = exit.signal === null ? `with code ${exit.code}` : `by signal ${exit.signal}`
  const words = exit.stderr === '' ? '' : `: ${plainText(exit.stderr, MESSAGE_LENGTH_MAX)}`
  return { type: 'child_died', detail: `it ended ${how}${words}` }
}

function pluginAt(talk: Conversation, job: BacktestJob): SandboxPlugin {
  return job.plugins[talk.counters.strategy] as SandboxPlugin
}
