/**
 * What an account had gained since its beginning at each of `times`, a fraction: its last equity up to
 * then. `null` before the first and after the last of its own times. All times ascend.
 */
export function growthAt(
  times: readonly number[],
  own: readonly number[],
  equity: readonly number[]
): (number | null)[] {
  const [first, last] = [own[0], own.at(-1)]
  const start = equity[0]
  if (first === undefined || last === undefined || !start) return times.map(() => null)
  let at = 0
  return times.map((time) => {
    if (time < first || time > last) return null
    while (at + 1 < own.length && own[at + 1]! <= time) at++
    return equity[at]! / start - 1
  })
}
