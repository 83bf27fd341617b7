import type { ApiRoute } from '../../start/routes/api_route.js'
import { hostTypes, type HostTypes } from './host_types.js'
import { NotJson, TypeText } from './type_text.js'

/** What a module exports, by its import path. */
export type Modules = ReadonlyMap<string, Readonly<Record<string, unknown>>>

const HEAD = `/* eslint-disable @typescript-eslint/no-empty-object-type -- Tuyau's word for nothing. */

/**
 * What every route of the API takes and answers, in the form of Tuyau's registries. Written out of the host's own
 * types by bin/api_types.ts; a test fails while this is behind. Do not edit.
 */
`

const PROBLEM = `/** What the host answers in place of what was asked for. */
export interface ApiProblem {
  status: number
  response: {
    type: string
    title: string
    status: number
    code: string
    detail: string
    requestId?: string
    fields?: { field: string; message: string }[]
    [member: string]: unknown
  }
}
`

/**
 * The registry of the panel's client: for each route its parameters, query and body as its validators take them,
 * and its answer as its controller gives it, after JSON. `validators` are the modules that routes take theirs
 * from. Throws for an answer that JSON cannot say, and for a controller that answers past its own type.
 */
export function panelRegistry(routes: readonly ApiRoute[], validators: Modules): string {
  const names = new Map(
    [...validators].flatMap(([path, module]) =>
      Object.entries(module).map(([name, value]) => [value, { path, name }] as const)
    )
  )
  const host = hostTypes(probe(routes, names))
  const faults: string[] = []
  const entries = routes.map((route, index) => {
    try {
      return entry(route, index, host)
    } catch (fault) {
      if (!(fault instanceof NotJson)) throw fault
      faults.push(fault.message)
      return ''
    }
  })
  if (faults.length > 0) throw new Error(`what JSON cannot say:\n${faults.join('\n')}`)
  return `${HEAD}\n${PROBLEM}\nexport interface Registry {\n${entries.join('\n')}\n}\n`
}

type Names = ReadonlyMap<unknown, { readonly path: string; readonly name: string }>

/** A module that names the types of every route: \`Answer0\`, \`Query0\`, \`Body0\` and so on. */
function probe(routes: readonly ApiRoute[], names: Names): string {
  const lines = [`import type { InferInput } from '@vinejs/vine/types'`]
  const asked = (kind: string, index: number, validator: unknown) => {
    if (validator === undefined) return
    const found = names.get(validator)
    if (found === undefined) {
      throw new Error(`no module of validators exports that of ${kind}${index}`)
    }
    lines.push(
      `export type ${kind}${index} = InferInput<typeof import('${found.path}').${found.name}>`
    )
  }
  routes.forEach((route, index) => {
    const path = /import\(\s*["']([^"']+)["']\s*\)/.exec(route.controller.toString())?.[1]
    if (path === undefined) throw new Error(`no controller of ${nameOf(route)}`)
    const controller = `InstanceType<typeof import('${path}').default>`
    const action = `${controller}['${route.action}']`
    lines.push(`export type Answer${index} = Awaited<ReturnType<${action}>>`)
    asked('Query', index, route.query)
    asked('Body', index, route.body)
  })
  return lines.join('\n')
}

function entry(route: ApiRoute, index: number, { checker, types }: HostTypes): string {
  const name = nameOf(route)
  const asked = new TypeText(checker, 'asked')
  const input = (kind: string) => {
    const type = types.get(`${kind}${index}`)
    return type === undefined ? '{}' : asked.of(type, `${kind} of ${name}`)
  }
  const params = [...route.path.matchAll(/:(\w+)/g)].map(([, param]) => param!)
  const lines = [
    `methods: ['${route.method}']`,
    `pattern: '${route.path}'`,
    'types: {',
    `  body: ${input('Body')}`,
    `  paramsTuple: [${params.map(() => 'string | number').join(', ')}]`,
    `  params: ${params.length === 0 ? '{}' : `{ ${params.map((one) => `${one}: string | number`).join('; ')} }`}`,
    `  query: ${input('Query')}`,
    `  response: ${answer(route, types.get(`Answer${index}`)!, new TypeText(checker, 'answered'))}`,
    '  errorResponse: ApiProblem',
    '}',
  ]
  return `  '${name}': {\n${lines.map((line) => `    ${line}`).join('\n')}\n  }`
}

function answer(route: ApiRoute, type: Parameters<TypeText['of']>[0], text: TypeText): string {
  if (route.type !== undefined) return 'string'
  if (route.status === 204) return '{}'
  const written = text.of(type, `answer of ${nameOf(route)}`)
  if (written !== 'undefined' && written !== '') return written
  throw new NotJson(`${nameOf(route)} sends its answer; return it, so that its type is known`)
}

const nameOf = ({ method, path }: ApiRoute) => `${method} ${path}`
