import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { shown } from './shown.js'

/** Bounds of one download. */
export interface DownloadLimits {
  /** Largest body after decompression, bytes. */
  readonly bytesMax: number
  /** Longest time for all of it, every attempt included, ms. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  readonly accept?: string
}

/** Pauses before the second and third attempt, ms. */
const PAUSES_MS = [200, 800]

type Attempt = Result<Uint8Array, SourceFailure & { readonly isPassing?: boolean }>

/**
 * Gets one address: redirects are refused, the body is cut off at its cap while it streams, the whole
 * has a deadline. What may pass by itself (no connection, a broken one, 5xx) is tried three times.
 */
export async function httpGet(
  url: URL,
  limits: DownloadLimits
): Promise<Result<Uint8Array, SourceFailure>> {
  const deadline = AbortSignal.timeout(limits.timeoutMs)
  const signal = limits.signal === undefined ? deadline : AbortSignal.any([deadline, limits.signal])
  for (let attempt = 0; ; attempt++) {
    const got = await getOnce(url, limits, signal)
    const pause = PAUSES_MS[attempt]
    if (got.ok || got.failure.isPassing !== true || pause === undefined || signal.aborted) {
      return got.ok ? got : err({ code: got.failure.code, message: got.failure.message })
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}

async function getOnce(url: URL, limits: DownloadLimits, signal: AbortSignal): Promise<Attempt> {
  try {
    const headers = { 'accept': limits.accept ?? '*/*', 'user-agent': 'aq-trading' }
    const response = await fetch(url, { redirect: 'manual', signal, headers, cache: 'no-store' })
    const refused = refusal(response, url)
    if (refused !== null) {
      await response.body?.cancel()
      return err(refused)
    }
    return await readBody(response, url, limits.bytesMax)
  } catch (error) {
    return err({ ...unreachable(url, error, signal, limits), isPassing: !signal.aborted })
  }
}

function refusal(response: Response, url: URL) {
  const { status } = response
  if (status === 200) return null
  if (status >= 300 && status < 400) {
    const to = response.headers.get('location') ?? 'nowhere'
    const message = `${url.href} sends on to ${shown(to)}; redirects are not followed: give the final address`
    return { code: 'unreachable' as const, message }
  }
  if (status === 404 || status === 410) {
    return { code: 'not_found' as const, message: `${url.href} does not exist (${status})` }
  }
  const message = `${url.href} answered ${status}; try again later`
  return { code: 'unreachable' as const, message, isPassing: status >= 500 || status === 429 }
}

async function readBody(response: Response, url: URL, bytesMax: number): Promise<Attempt> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    // Leaving the loop closes the connection: the rest is never read.
    if (bytes > bytesMax) return err(tooLarge(url.href, bytesMax))
    parts.push(part)
  }
  return ok(Buffer.concat(parts, bytes))
}

/** What came, or was to come, is larger than may be. */
export function tooLarge(from: string, bytesMax: number): SourceFailure {
  const message = `${from} is larger than the ${(bytesMax / 2 ** 20).toFixed(0)} MB that are read`
  return { code: 'too_large', message }
}

function unreachable(
  url: URL,
  error: unknown,
  signal: AbortSignal,
  limits: DownloadLimits
): SourceFailure {
  if (limits.signal?.aborted === true) {
    return { code: 'unreachable', message: `getting ${url.href} was given up` }
  }
  if (signal.aborted) {
    const seconds = (limits.timeoutMs / 1000).toLocaleString('en-US')
    return {
      code: 'unreachable',
      message: `${url.href} took longer than ${seconds} s; try again later`,
    }
  }
  const why = causeOf(error)
  return {
    code: 'unreachable',
    message: `${url.href} cannot be reached (${why}); check the network and the address`,
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'unknown cause'
  const { code } = cause as NodeJS.ErrnoException
  return code ?? cause.message
}
