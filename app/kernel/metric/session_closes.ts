/** Daily closes out of an equity series marked at every bar. */

/** One value for each session date, in order of time. */
export interface SessionCloses {
  /** Day number (days since 1970-01-01) of each session. */
  sessionDate: Float64Array
  /** The last equity marked on that date. */
  close: Float64Array
  /** Index of that mark in the series it came from. */
  markIndex: Float64Array
}

/**
 * Takes the last mark of each session date. A daily series comes back as it went in.
 *
 * Throws RangeError when the two series differ in length, when dates run backwards, or when a value
 * is not finite: none of these can come from a run that was simulated in order.
 */
export function sessionCloses(equity: Float64Array, sessionDate: Float64Array): SessionCloses {
  const n = equity.length
  if (sessionDate.length !== n) {
    throw new RangeError(`each equity mark needs a session date: ${n} and ${sessionDate.length}`)
  }
  let sessions = n === 0 ? 0 : 1
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(equity[i]!)) {
      throw new RangeError(`equity must be finite, was ${equity[i]} at mark ${i}`)
    }
    if (i === 0) continue
    if (sessionDate[i]! < sessionDate[i - 1]!) {
      throw new RangeError(`session dates must not run backwards, did at mark ${i}`)
    }
    if (sessionDate[i] !== sessionDate[i - 1]) sessions++
  }
  const markIndex = new Float64Array(sessions)
  const close = new Float64Array(sessions)
  const dates = new Float64Array(sessions)
  let s = 0
  for (let i = 0; i < n; i++) {
    if (i + 1 < n && sessionDate[i + 1] === sessionDate[i]) continue
    markIndex[s] = i
    close[s] = equity[i]!
    dates[s] = sessionDate[i]!
    s++
  }
  return { sessionDate: dates, close, markIndex }
}
