import type { PluginFailure } from '#ports/plugin_process.js'

/** What happened to a running plugin, as a sentence without its name: `did not answer within 100 ms`. */
export function failureSentence(failure: PluginFailure): string {
  switch (failure.type) {
    case 'threw':
    case 'not_loadable': {
      const { location, message } = failure
      const place =
        location === null ? '' : ` (${location.file}:${location.line}:${location.column})`
      return `${failure.type === 'threw' ? 'threw' : 'cannot be loaded'}: ${message}${place}`
    }
    case 'timed_out':
      return `did not answer within ${failure.timeoutMs} ms: is there an endless loop?`
    case 'out_of_memory':
      return `used more memory than the ${failure.limitMb} MB it may have`
    case 'protocol_violation':
      return `was ended because its process sent ${failure.detail}`
    case 'queue_full':
      return `has ${failure.queueMax} events waiting already and takes no more`
    case 'text_too_large':
      return `was given or gave a text of ${failure.bytes} bytes where ${failure.bytesMax} are allowed`
    case 'died':
      return `has ended unexpectedly: ${failure.detail}`
    case 'stopped':
      return 'was stopped'
  }
}
