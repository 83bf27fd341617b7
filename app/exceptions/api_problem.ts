/** One field that cannot be, as `body.quantity`. */
export interface ProblemField {
  readonly field: string
  readonly message: string
}

/** An expected refusal of the API: what its answer says, as RFC 9457 wants it. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    /** A word for programs: `not_found`, `forbidden`. */
    readonly code: string,
    /** A sentence for people. */
    readonly detail: string,
    readonly more: {
      readonly fields?: readonly ProblemField[]
      readonly headers?: Readonly<Record<string, string>>
      /** Further members of the answer. */
      readonly members?: Readonly<Record<string, unknown>>
    } = {}
  ) {
    super(detail)
  }
}

/** Nothing is there, or nothing that the caller may know of; `near` is what was probably meant. */
export function notFound(what: string, near = ''): ApiProblem {
  const sentence = `there is no ${what}`
  return new ApiProblem(404, 'not_found', sentence + near)
}

/** What was asked for is well-formed and cannot be done. */
export function refused(detail: string, code = 'refused'): ApiProblem {
  return new ApiProblem(409, code, detail)
}

/** A field that is well-formed and cannot be. */
export function invalid(field: string, message: string): ApiProblem {
  const fields = [{ field, message }]
  return new ApiProblem(422, 'invalid', `${field}: ${message}`, { fields })
}
