const waiting = new Set<() => void>()
let isUnderWay = false

/**
 * Draws at a frame of its own, and leaves the next one alone: what is drawn together makes one long frame, and two
 * after each other make the third come late. Nothing is drawn while the tab is hidden. Returns what calls it off.
 */
export function drawInTurn(draw: () => void): () => void {
  waiting.add(draw)
  if (!isUnderWay) {
    isUnderWay = true
    requestAnimationFrame(drawNext)
  }
  return () => void waiting.delete(draw)
}

function drawNext(): void {
  const [next] = waiting
  isUnderWay = next !== undefined
  if (next === undefined) return
  waiting.delete(next)
  requestAnimationFrame(rest)
  next()
}

function rest(): void {
  requestAnimationFrame(drawNext)
}
