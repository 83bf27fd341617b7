/** Does every piece of work, two at a time; each promise is that of the piece at its place. */
export function pooled<T, R>(
  pieces: readonly T[],
  work: (piece: T) => Promise<R>
): readonly Promise<R>[] {
  const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()]
  return pieces.map((piece, at) => {
    const lane = at % lanes.length
    const result = (lanes[lane] as Promise<unknown>).then(() => work(piece))
    lanes[lane] = result.catch(() => {})
    return result
  })
}
