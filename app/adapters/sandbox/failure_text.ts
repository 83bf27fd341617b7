import type { RunMoment, SandboxFailure, SourceLocation } from '#ports/sandbox.js'

/**
 * A failure as one sentence for a person: which strategy, what happened, when, and where to look.
 *
 * `momentum: onBar did not return within 10 s at 2014-03-04 (bar 212 of 1260): is there an endless loop?`
 */
export function failureText(failure: SandboxFailure): string {
  switch (failure.type) {
    case 'plugin_threw': {
      const { plugin, where, message, location } = failure
      return `${plugin}: ${where} threw${at(failure)}: ${message}${place(location)}`
    }
    case 'plugin_timed_out': {
      const { plugin, where, timeoutMs } = failure
      const did = where === 'load' ? 'loading it did not end' : `${where} did not return`
      return `${plugin}: ${did} within ${seconds(timeoutMs)}${at(failure)}: is there an endless loop?`
    }
    case 'out_of_memory': {
      const { plugin, where, limitMb } = failure
      const much = `used more memory than the ${limitMb} MB it may have`
      if (where === null) return `the run ${much}${at(failure)}`
      return `${plugin}: ${much}, ${where === 'load' ? 'while it was loaded' : `in ${where}`}${at(failure)}`
    }
    case 'plugin_not_loadable':
      return `${failure.plugin}: cannot be loaded: ${failure.message}${place(failure.location)}`
    case 'too_many_signals':
      return `the run made more than the ${failure.signalsMax} signals it may make${at(failure)}`
    case 'run_timed_out':
      return `the run did not end within ${seconds(failure.timeoutMs)}; it was stopped${at(failure)}`
    case 'simulation_failed':
      return `the simulation stopped: ${failure.message}`
    case 'job_refused':
      return `the run cannot start: ${failure.message}`
    case 'child_died':
      return `the sandbox process died: ${failure.detail}`
    case 'protocol_violation':
      return `the sandbox process was stopped because it sent ${failure.detail}; nothing of the run is kept`
    case 'cancelled':
      return 'the run was cancelled'
  }
}

function at({ atMs, bar, barsTotal }: RunMoment): string {
  if (atMs === null) return ''
  const iso = new Date(atMs).toISOString()
  const isWholeDay = /T(00:00:00\.000|23:59:59\.999)Z$/.test(iso)
  const time = isWholeDay ? iso.slice(0, 10) : `${iso.slice(0, 16).replace('T', ' ')} UTC`
  return ` at ${time} (bar ${bar} of ${barsTotal})`
}

function place(location: SourceLocation | null): string {
  return location === null ? '' : ` (${location.file}:${location.line}:${location.column})`
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`
}
