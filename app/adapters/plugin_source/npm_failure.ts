import type { SourceFailure } from '#ports/plugin_source.js'

/** Says what pacote's error means: not there, other bytes, or no answer. */
export function npmFailure(error: unknown, called: string, registry: URL): SourceFailure {
  if (!(error instanceof Error)) throw error
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  if (code === 'ETARGET' || code === 'ENOVERSIONS') {
    const message = `the registry ${registry.href} has no ${called}; look for its versions with plugin:info or name another`
    return { code: 'not_found', message }
  }
  if (code === 'E404') {
    const message = `the registry ${registry.href} names ${called} but does not have its archive`
    return { code: 'not_found', message }
  }
  if (code === 'EINTEGRITY') {
    const message = `the registry ${registry.href} gave other bytes for ${called} than it promises; nothing was installed`
    return { code: 'integrity_mismatch', message }
  }
  if (code === 'EOTHERSERVER') {
    const message = `the registry ${registry.href} sends on to another server for ${called}; redirects are not followed`
    return { code: 'unreachable', message }
  }
  // Errors of code, not of a registry, are bugs and must be seen as such.
  if (code === '' && (error instanceof TypeError || error instanceof RangeError)) throw error
  const why = code === '' ? error.message.slice(0, 200) : code
  const message = `${called} could not be got from ${registry.href} (${why}); check the network and try again`
  return { code: 'unreachable', message }
}
