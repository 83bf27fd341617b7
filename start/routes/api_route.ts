import type { Constructor, LazyImport } from '@adonisjs/core/types/common'
import type { Access } from '#middleware/access_middleware'
import type { ApiValidator } from '#validators/api_validator'

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Every route of the API, for whoever tells about them. */
    api_routes: readonly ApiRoute[]
  }
}

/** A controller that is loaded at its first use. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- The router's own type of a controller.
export type LazyController = LazyImport<Constructor<any>>

/** What a route is asked with and what it answers: its part of the API's document. */
export interface RouteFacts {
  /** What it does, in a sentence without its full stop. */
  readonly says: string
  /** What may stand after the `?`. */
  readonly query?: ApiValidator
  /** What may stand in the body. */
  readonly body?: ApiValidator
  /** A command of an account: it needs an Idempotency-Key. */
  readonly isCommand?: boolean
  /** The status of success, 200 when left out. */
  readonly status?: 201 | 202 | 204
  /** Members of the answer; those with a `?` are there at times. */
  readonly answers: readonly string[]
  /** Media type of the answer where it is not JSON. */
  readonly type?: 'text/html' | 'text/event-stream' | 'text/csv'
  /** Whether it bears an ETag, and answers 304 to whoever has it already. */
  readonly hasTag?: boolean
  /** Values that show how it is asked. */
  readonly example?: {
    readonly query?: Readonly<Record<string, unknown>>
    readonly body?: Readonly<Record<string, unknown>>
  }
}

/** One route of the API: address, what answers, who may call it, what is asked and answered. */
export interface ApiRoute extends RouteFacts {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, as `/users/:id`. */
  readonly path: string
  readonly controller: LazyController
  readonly action: string
  readonly access: Access
}

/** A row of the table. */
export function to(
  method: ApiRoute['method'],
  path: string,
  [controller, action]: readonly [LazyController, string],
  access: Access,
  facts: RouteFacts
): ApiRoute {
  return { method, path, controller, action, access, ...facts }
}

/** The address of one account. */
export const ONE = '/accounts/:account'
