import type { ApiRoute } from '#start/routes/api_route'
import { addressOf, operationOf, type Operation } from './operation.js'

/** The API as OpenAPI describes it. */
export interface ApiDocument {
  readonly openapi: string
  readonly info: object
  readonly servers: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

const ABOUT = `Trading, prices, backtests, plugins and people, by the same services as the commands. People log in and have a session: what changes something
then also sends the value of the cookie XSRF-TOKEN in the header x-xsrf-token. Programs send a bearer token,
which never may more than its user. Quantities, prices and amounts are decimal texts, times ISO 8601 in UTC.
Lists come newest first; next is the after of the following page. Fields that are not known are ignored.`

/** The document of the routes: made of the table that answers, so that it says what is so. */
export function apiDocument(routes: readonly ApiRoute[], version: string): ApiDocument {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes) {
    const operations = (paths[addressOf(route)] ??= {})
    operations[route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AQ Trading',
      version,
      description: ABOUT.replaceAll('\n', ' '),
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'aq_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: PROBLEM },
    },
  }
}

const TEXT = { type: 'string' }

/** RFC 9457, with what the product adds. */
const PROBLEM = {
  type: 'object',
  required: ['type', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: TEXT,
    status: { type: 'integer' },
    code: { type: 'string', description: 'For programs' },
    detail: { type: 'string', description: 'For people' },
    requestId: TEXT,
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: TEXT, message: TEXT },
      },
    },
  },
}
