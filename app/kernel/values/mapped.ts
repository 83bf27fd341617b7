/** As `map` of a column, which takes some 40 ns a value where a loop takes 5: a run has a million. */
export function mapped(values: Float64Array, by: (value: number) => number): Float64Array {
  const out = new Float64Array(values.length)
  for (let k = 0; k < values.length; k++) out[k] = by(values[k] as number)
  return out
}
