import type { ApiRoute } from '#start/routes/api_route'
import { plainSchema, type Schema } from './json_schema.js'

/** What the document says of one route. */
export interface Operation {
  readonly 'operationId': string
  readonly 'summary': string
  readonly 'tags': readonly string[]
  readonly 'security': readonly object[]
  readonly 'parameters': readonly Parameter[]
  readonly 'requestBody'?: { readonly required: boolean; readonly content: object }
  readonly 'responses': Readonly<Record<string, object>>
  /** The ability that the caller needs; absent where none is. */
  readonly 'x-ability'?: string
  /** Whether a person must have given the password within five minutes. */
  readonly 'x-fresh-login': boolean
}

/** A part of the address, of what follows the `?`, or a header. */
export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: Schema
  readonly description?: string
  readonly example?: unknown
}

const PROBLEM = (what: string) => ({
  description: what,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,64}$' },
  description: 'What is sent twice under one key is done once and answered alike',
}

/** A route as an operation of OpenAPI. */
export function operationOf(route: ApiRoute): Operation {
  const { says, body, access } = route
  const isNamed = typeof access === 'string'
  return {
    'operationId': idOf(route),
    'summary': says,
    'tags': [areaOf(route.path)],
    'security': securityOf(access),
    'parameters': parametersOf(route),
    ...(body === undefined ? {} : { requestBody: bodyOf(route) }),
    'responses': {
      [String(route.status ?? 200)]: successOf(route),
      ...(route.hasTag === true
        ? { 304: { description: 'It is as it was under the ETag that was sent' } }
        : {}),
      ...problemsOf(route),
    },
    ...(isNamed ? {} : { 'x-ability': access.ability }),
    'x-fresh-login': isNamed ? access === 'self_fresh' : access.isFresh === true,
  }
}

/** The address as OpenAPI writes it: `/users/{id}`. */
export function addressOf({ path }: Pick<ApiRoute, 'path'>): string {
  return path.replaceAll(/:(\w+)/g, '{$1}')
}

function idOf({ method, path }: ApiRoute): string {
  const words = path.split(/[/:_.-]+/).filter((one) => one !== '')
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  return [method.toLowerCase(), ...words.map(capital)].join('')
}

/** Words of addresses that are about something larger. */
const AREAS: Readonly<Record<string, string>> = {
  setup: 'session',
  me: 'session',
  accounts: 'engine',
  halt: 'engine',
  resume: 'engine',
  close: 'engine',
  flatten: 'engine',
  positions: 'portfolio',
  pnl: 'portfolio',
  transactions: 'portfolio',
  fills: 'portfolio',
  trades: 'portfolio',
  reconciliations: 'reconciliation',
  discrepancies: 'reconciliation',
  quotes: 'prices',
  instruments: 'prices',
  series: 'prices',
  calendar: 'prices',
}

/** What a route is about: the word behind the account, or its first one. */
function areaOf(path: string): string {
  const [first = '', , second] = path.slice(1).split('/')
  const word = first === 'accounts' && second !== undefined ? second : first
  const [name = ''] = word.split('.')
  return AREAS[name] ?? name
}

function securityOf(access: ApiRoute['access']): object[] {
  if (access === 'open') return [{}]
  if (access === 'self' || access === 'self_fresh') return [{ session: [] }]
  return [{ session: [] }, { token: [] }]
}

function parametersOf({ path, query, example, isCommand }: ApiRoute): Parameter[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]): Parameter => ({
    name: name!,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const schema = query === undefined ? {} : plainSchema(query.toJSONSchema())
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  const inQuery = Object.entries(properties).map(([name, one]): Parameter => {
    const shown = example?.query?.[name]
    return {
      name,
      in: 'query',
      required: required.includes(name),
      schema: one,
      ...(shown === undefined ? {} : { example: shown }),
    }
  })
  return [...inPath, ...inQuery, ...(isCommand === true ? [KEY] : [])]
}

function bodyOf({ body, example }: ApiRoute): Operation['requestBody'] & object {
  const schema = plainSchema(body!.toJSONSchema())
  const required = (schema.required as string[] | undefined)?.length ?? 0
  return {
    required: required > 0,
    content: {
      'application/json': {
        schema,
        ...(example?.body === undefined ? {} : { example: example.body }),
      },
    },
  }
}

function successOf({ says, answers, status, type }: ApiRoute): object {
  if (status === 204) return { description: says }
  if (type !== undefined) {
    return { description: says, content: { [type]: { schema: { type: 'string' } } } }
  }
  const named = answers.filter((one) => one !== '*')
  const schema = {
    type: 'object',
    required: named.filter((one) => !one.endsWith('?')),
    properties: Object.fromEntries(named.map((one) => [one.replace('?', ''), {}])),
    ...(answers.includes('*') ? {} : { additionalProperties: false }),
  }
  return { description: says, content: { 'application/json': { schema } } }
}

function problemsOf({ method, path, access, query, body }: ApiRoute): Record<string, object> {
  const isOpen = access === 'open'
  const changes = method !== 'GET'
  const hasInput = query !== undefined || body !== undefined || path.includes(':')
  return {
    400: PROBLEM('The request cannot be read'),
    ...(isOpen && !changes
      ? {}
      : { 401: PROBLEM('Nobody is logged in, or the password is wrong') }),
    ...(isOpen && !changes ? {} : { 403: PROBLEM('The caller may not do this') }),
    ...(hasInput ? { 404: PROBLEM('There is no such thing') } : {}),
    ...(changes ? { 409: PROBLEM('It is well-formed and cannot be done') } : {}),
    ...(changes ? { 413: PROBLEM('The body is too large') } : {}),
    ...(changes ? { 415: PROBLEM('The body is not JSON') } : {}),
    ...(hasInput ? { 422: PROBLEM('A field cannot be; `fields` says which and why') } : {}),
    429: PROBLEM('Too many attempts; `Retry-After` says when the next may be'),
    503: PROBLEM('Not set up, or the database or the engine is away'),
  }
}
