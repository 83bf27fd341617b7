import type { AdonisEndpoint, RouteWithRegistry } from '@tuyau/core/types'
import type { Registry } from './registry'

/** How the API is asked. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A route of the API by its method and pattern: `GET /accounts/:account/orders`. */
export type RouteName = keyof Registry

/** Tuyau's form of a registry; the page writes addresses itself, so nothing is known of their tokens. */
type Routes = {
  [Name in RouteName]: Registry[Name] & Pick<AdonisEndpoint, 'tokens'>
}

/** What the host answers at a route: `Answer<'GET /accounts'>`. */
export type Answer<Name extends RouteName> = RouteWithRegistry.Response<Routes, Name>

/** What a route takes as its body. */
export type Body<Name extends RouteName> = RouteWithRegistry.Body<Routes, Name>

/** One row of the list that a route answers. */
export type Row<Name extends RouteName> =
  Answer<Name> extends { items: (infer One)[] } ? One : never

/** A pattern with any text in the place of its parameters. */
type Filled<Pattern extends string> = Pattern extends `${infer Begin}/:${string}/${infer Rest}`
  ? `${Begin}/${string}${Filled<`/${Rest}`>}`
  : Pattern extends `${infer Begin}/:${string}`
    ? `${Begin}/${string}`
    : Pattern

type Addresses = { [Name in RouteName]: Filled<Name> }

type WithoutQuery<Address extends string> = Address extends `${infer Path}?${string}`
  ? Path
  : Address

type NameOf<Asked extends string> = Asked extends RouteName
  ? Asked
  : {
      [Name in RouteName]: [Asked] extends [Addresses[Name]]
        ? [Addresses[Name]] extends [Asked]
          ? Name
          : never
        : never
    }[RouteName]

/** The route that has an address; `never` for an address that none has. */
export type NameAt<M extends Method, Address extends string> = Address extends unknown
  ? NameOf<`${M} ${WithoutQuery<Address>}`>
  : never

/** What the host answers at an address; `unknown` where only its own text knows which. */
export type AnswerAt<M extends Method, Address extends string> = [NameAt<M, Address>] extends [
  never,
]
  ? unknown
  : Answer<NameAt<M, Address>>

/** What an address takes as its body. */
export type BodyAt<M extends Method, Address extends string> = [NameAt<M, Address>] extends [never]
  ? unknown
  : Body<NameAt<M, Address>>

/** Refuses, at compile time, an address that is written out and that no route has. */
export type Known<M extends Method, Address extends string> = string extends Address
  ? unknown
  : [NameAt<M, Address>] extends [never]
    ? 'no route of the API has this address'
    : unknown

/** What stands for the answer where a call fits no route: its address or its body is none that the host takes. */
export interface Unfit {
  'fits no route': never
}

/** The address that a text, a ref or a function gives. */
export type AddressIn<P> = Extract<
  P extends () => infer Given ? Given : P extends { readonly value: infer Given } ? Given : P,
  string
>

/** An answer of several forms as one form, in which what only some of them have may be absent. */
export type Merged<T> = {
  [Name in keyof T]: T[Name]
} & {
  [Name in Exclude<T extends unknown ? keyof T : never, keyof T>]?: T extends unknown
    ? Name extends keyof T
      ? T[Name]
      : never
    : never
}
