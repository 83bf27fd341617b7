import type { Clock } from '#ports/clock.js'
import { every } from './every.js'
import type { StreamBody, StreamHub } from './stream_hub.js'

/** Rows that anybody may change, this process or another, and the channel that tells of them. */
export interface FollowedRows {
  readonly everyMs: number
  /** Whether a channel is about these rows. */
  matches(channel: string): boolean
  /** The rows of a channel as they are shown, by what names them. */
  read(channel: string): Promise<ReadonlyMap<string, StreamBody>>
  /** What became of a row that is not among them any more; `null` for nothing to tell. */
  gone?(name: string): Promise<StreamBody | null>
  /** The message about rows that changed. */
  tell(items: readonly StreamBody[]): StreamBody
}

/**
 * Looks at rows while somebody hears of them and tells what changed. At the first look all are told: the
 * client's snapshot may be of a moment before. Returns what ends it.
 */
export function followRows(hub: StreamHub, clock: Clock, rows: FollowedRows): () => void {
  const known = new Map<string, ReadonlyMap<string, string>>()
  const look = async (channel: string) => {
    const now = await rows.read(channel)
    const before = known.get(channel)
    const texts = new Map([...now].map(([name, row]) => [name, JSON.stringify(row)]))
    const items = [...now].filter(([name]) => before?.get(name) !== texts.get(name))
    const lost = [...(before?.keys() ?? [])].filter((name) => !now.has(name))
    const ended = await Promise.all(lost.map((name) => rows.gone?.(name) ?? null))
    known.set(channel, texts)
    const told = [...items.map(([, row]) => row), ...ended.filter((row) => row !== null)]
    if (told.length > 0) hub.publish(channel, rows.tell(told))
  }
  const lookAtAll = async () => {
    const heard = hub.heard.filter((channel) => rows.matches(channel))
    for (const channel of known.keys()) if (!heard.includes(channel)) known.delete(channel)
    // While the database is away nothing changes that could be told; the next look tells all of it.
    for (const channel of heard) await look(channel).catch(() => {})
  }
  return every(clock, rows.everyMs, { run: lookAtAll, failed: (error) => hub.failed(error) })
}
