import { ApiProblem, type ProblemField } from './api_problem.js'

/** What framework and libraries throw, and what the API says then. */
const KNOWN: Readonly<Record<string, (error: Thrown) => ApiProblem>> = {
  E_VALIDATION_ERROR: ({ messages }) => {
    const fields = fieldsOf(messages)
    const detail = fields.map(({ field, message }) => `${field}: ${message}`).join('; ')
    return new ApiProblem(422, 'invalid', detail || 'the input cannot be', { fields })
  },
  E_BAD_CSRF_TOKEN: () =>
    new ApiProblem(
      403,
      'csrf',
      'the x-xsrf-token header is missing or old: get /api/v1/session and send its XSRF-TOKEN cookie'
    ),
  E_ROUTE_NOT_FOUND: () => new ApiProblem(404, 'not_found', 'there is nothing at this address'),
  E_TOO_MANY_REQUESTS: ({ response }) => {
    const seconds = Math.max(1, response?.availableIn ?? 60)
    return new ApiProblem(429, 'too_many', `too many attempts; try again in ${seconds} s`, {
      headers: { 'retry-after': String(seconds) },
      members: { retryAfterS: seconds },
    })
  },
  E_REQUEST_ENTITY_TOO_LARGE: () =>
    new ApiProblem(413, 'too_large', 'the body is larger than it may be'),
}

interface Thrown {
  readonly code?: unknown
  readonly status?: unknown
  readonly messages?: unknown
  readonly response?: { readonly availableIn?: number }
}

/** What the driver says of a connection that was lost under a query; it has no code. */
const DATABASE_AWAY_SAID = /Client has encountered a connection error|Connection terminated/
/** Codes of PostgreSQL and of sockets that say: the database is not there now. */
const DATABASE_AWAY = /^(?:08...|53...|57P..|ECONNREFUSED|ECONNRESET|ENOENT|ETIMEDOUT)$/

/** Codes of zlib: a body that is not packed as its header says. */
const PACKED_WRONGLY = /^Z_[A-Z]+_ERROR$/

/** What the API answers to an error. One that nobody expected is named by nothing but its request. */
export function describeProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  const thrown = (error ?? {}) as Thrown
  const code = typeof thrown.code === 'string' ? thrown.code : ''
  const said = error instanceof Error ? error.message : ''
  const known = Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined
  if (known !== undefined) return known(thrown)
  if (DATABASE_AWAY.test(code) || DATABASE_AWAY_SAID.test(said)) {
    return new ApiProblem(503, 'database_away', 'the database does not answer; try again', {
      headers: { 'retry-after': '2' },
    })
  }
  if (PACKED_WRONGLY.test(code)) {
    return new ApiProblem(400, 'malformed', 'the body is not packed as content-encoding says')
  }
  // What the framework refuses while it reads a request has a status and no more.
  const { status } = thrown
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ApiProblem(status, 'malformed', 'the request cannot be read')
  }
  return new ApiProblem(500, 'internal', 'something went wrong here; the log has the details')
}

function fieldsOf(messages: unknown): ProblemField[] {
  if (!Array.isArray(messages)) return []
  return (messages as readonly { field?: unknown; message?: unknown }[]).map((one) => ({
    field: String(one.field),
    message: String(one.message),
  }))
}
