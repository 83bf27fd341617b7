/**
 * Reads a stream of server-sent events by `fetch`, which tells why it was refused, and hands over the data of
 * each. Ends when the host ends it; throws a Problem when it is refused, and whatever broke the line.
 */
export async function openEvents(
  address: string,
  heard: (text: string) => void,
  signal: AbortSignal
): Promise<void> {
  const response = await fetch(address, {
    headers: { accept: 'text/event-stream' },
    cache: 'no-store',
    signal,
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
  if (!response.ok || !isStream || response.body === null) {
    await response.body?.cancel()
    throw new Problem(response.status, 'no_stream', `no stream: ${response.status}`)
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const frames = (rest + value).split('\n\n')
    rest = frames.pop()!
    for (const frame of frames) {
      const data = frame.split('\n').filter((line) => line.startsWith('data:'))
      if (data.length > 0) heard(data.map((line) => line.slice(5).trimStart()).join('\n'))
    }
  }
}
