/** What a source answers; `null` as soon as it is no longer wanted, however long the source takes. */
export async function unlessAborted<T>(
  answer: Promise<T>,
  signal: AbortSignal | undefined
): Promise<T | null> {
  if (signal === undefined) return answer
  if (signal.aborted) return null
  const aborted = Promise.withResolvers<null>()
  const onAbort = () => aborted.resolve(null)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([answer, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
