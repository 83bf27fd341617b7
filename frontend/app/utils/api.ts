import type { AnswerAt, BodyAt, Known, Method } from '#shared/types/answers'

/** A refusal of the API, or (status 0) no answer at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly more: {
      readonly requestId?: string
      readonly fields?: readonly { field: string; message: string }[]
      /** The whole answer, for refusals that bring more than words: a key to confirm, a question of consent. */
      readonly answer?: Readonly<Record<string, unknown>>
    } = {}
  ) {
    super(detail)
  }

  /** Whether nobody knows if the host did it: it never answered, or the engine did not in time. */
  get isUnknown(): boolean {
    return this.status === 0 || this.status >= 502
  }
}

export interface RequestOptions<Body = unknown> {
  body?: Body
  /** What is sent twice under one key is done once. */
  key?: string
  signal?: AbortSignal
  /**
   * Nothing else is asked meanwhile. For what gives the session another cookie: an answer to a question with the
   * old one would bring that one back.
   */
  isAlone?: boolean
  /** How long the answer may take, ms; 15 seconds when left out. */
  patienceMs?: number
  /** It is sent to its end though the page is left meanwhile; for short bodies. */
  isLasting?: boolean
}

const BASE = '/api/v1'
const PATIENCE_MS = 15_000

const turns = new Turns()

/**
 * Calls the API with the session's cookie. The address says which route it is, and with it what is sent and
 * what is answered; one that is put together elsewhere answers `unknown`. Throws a Problem for everything but
 * an answer that says yes.
 */
export function callApi<M extends Method, const A extends string>(
  method: M,
  path: A & Known<M, A>,
  options: RequestOptions<BodyAt<M, A>> = {}
): Promise<AnswerAt<M, A>> {
  const run = () => send(method, path, options) as Promise<AnswerAt<M, A>>
  return options.isAlone === true ? turns.alone(run) : turns.beside(run)
}

async function send(
  method: Method,
  path: string,
  { body, key, signal, patienceMs = PATIENCE_MS, isLasting = false }: RequestOptions
): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method !== 'GET') {
    headers['content-type'] = 'application/json'
    headers['x-xsrf-token'] = readCookie('XSRF-TOKEN')
  }
  if (key !== undefined) headers['idempotency-key'] = key
  const patience = AbortSignal.timeout(patienceMs)
  let response: Response
  let text: string
  try {
    response = await fetch(`${BASE}${path}`, {
      method,
      headers,
      body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      cache: 'no-store',
      keepalive: isLasting,
    })
    text = await response.text()
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Problem(0, 'no_answer', 'the host does not answer')
  }
  const answer = parse(text)
  if (response.ok) return answer
  const { code, detail, requestId, fields } = answer as Record<string, never>
  throw new Problem(
    response.status,
    code ?? 'odd_answer',
    detail ?? `the host answered ${response.status}`,
    { requestId, fields, answer: answer as Record<string, unknown> }
  )
}

/** A name for a command that no other has. Works where there is no secure context as well. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return {}
  }
}

function readCookie(name: string): string {
  const found = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}
