const waiting = new Set<() => void>()

/**
 * Draws at a frame of its own: what is drawn together makes one long frame. Nothing is drawn while the tab is
 * hidden. Returns what calls it off.
 */
export function drawInTurn(draw: () => void): () => void {
  if (waiting.size === 0) requestAnimationFrame(drawNext)
  waiting.add(draw)
  return () => void waiting.delete(draw)
}

function drawNext(): void {
  const [next] = waiting
  if (next === undefined) return
  waiting.delete(next)
  if (waiting.size > 0) requestAnimationFrame(drawNext)
  next()
}
