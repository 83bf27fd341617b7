import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { PLATFORM_VERSION } from '#engine/plugin/platform.js'
import { API_ROUTES } from '#start/routes/api_table'
import type { ApiRoute } from '#start/routes/api_route'
import { becomeOwner, type ApiCaller } from '#tests/support/api_caller.js'
import { ApiFuzzer, type DocumentedOperation } from '#tests/support/api_fuzzer.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const PASSWORD = 'correct horse battery'
const SEED = 20_260_131
const ROUNDS = 8
/** What would end the session that the fuzzer works with. */
const ENDS_SESSION = new Set(['deleteSession'])

type Operations = Record<string, DocumentedOperation & Record<string, unknown>>

test.group('the document of the API', (group) => {
  const folder = new DataFolder()
  let address = ''
  let person: ApiCaller
  let paths: Record<string, Operations>
  let version = ''
  let keys = 0
  group.tap((one) => one.timeout(240_000))
  group.setup(async () => {
    const server = await startServer({
      ...folder.environment,
      AQ_FIRST_ACCOUNT: 'true',
      AQ_REPLAY_BAR_MS: '400',
    })
    address = server.address
    person = await becomeOwner(server, { name: 'Olga', password: PASSWORD })
    for (let n = 0; n < 300 && (await person.get('/engine')).body.tradedBy === null; n++) {
      await sleep(100)
    }
    const read = (await (await fetch(`${address}/api/openapi.json`)).json()) as {
      paths: typeof paths
      info: { version: string }
    }
    paths = read.paths
    version = read.info.version
    return async () => {
      process.kill(server.pid, 'SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  const documented = ({ method, path }: Pick<ApiRoute, 'method' | 'path'>) =>
    paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
  const ask = (method: string, path: string, body?: unknown) =>
    person.call(method, path, method === 'GET' ? undefined : body, {
      'idempotency-key': `key-${++keys}`,
    })

  test('every route is in it, under an id of its own', ({ assert }) => {
    assert.equal(version, PLATFORM_VERSION)
    const ids = API_ROUTES.map((route) => documented(route)?.operationId)
    assert.isTrue(ids.every((id) => id !== undefined))
    assert.equal(new Set(ids).size, API_ROUTES.length)
    const count = Object.values(paths).reduce((sum, one) => sum + Object.keys(one).length, 0)
    assert.equal(count, API_ROUTES.length)
    for (const route of API_ROUTES) {
      const { access } = route
      if (typeof access === 'string') continue
      assert.equal(documented(route)!['x-ability'], access.ability, route.path)
    }
  })

  test('what can be asked is answered with the members that it says', async ({ assert }) => {
    const known: Record<string, string> = {
      account: 'paper',
      symbol: 'US.AAPL',
      timeframe: '1d',
      name: 'example',
    }
    for (const route of API_ROUTES) {
      const { method, path, example, answers, status = 200, type } = route
      // A stream that is open is what its own specs have.
      const isAsked = (method === 'GET' || example !== undefined) && !path.startsWith('/stream/')
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
      if (!isAsked || type !== undefined || names.some((name) => known[name] === undefined)) {
        continue
      }
      const entries = Object.entries(example?.query ?? {}).map(([name, one]): [string, string] => [
        name,
        String(one),
      ])
      const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => known[name]!)
      const answer = await ask(method, `${filled}?${new URLSearchParams(entries)}`, example?.body)
      assert.equal(answer.status, status, `${method} ${filled} ${JSON.stringify(answer.body)}`)
      const given = Object.keys(answer.body)
      const needed = answers.filter((one) => one !== '*' && !one.endsWith('?'))
      assert.includeMembers(given, needed, `${method} ${path}`)
      if (answers.includes('*')) continue
      const named = answers.map((one) => one.replace('?', ''))
      assert.includeMembers(named, given, `${method} ${path}`)
    }
  })

  test('whatever is sent is answered as documented, and never with a fault', async ({ assert }) => {
    const fuzzer = new ApiFuzzer(SEED)
    const counts = new Map<number, number>()
    const faults: string[] = []
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (ENDS_SESSION.has(operation.operationId)) continue
        for (let round = 0; round < ROUNDS; round++) {
          const request = fuzzer.request(path, operation)
          const answer = await ask(method.toUpperCase(), request.path, request.body)
          const said = `${method} ${request.path} ${JSON.stringify(request.body)} -> ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`
          const isProblem = answer.headers.get('content-type') === 'application/problem+json'
          if (!Object.hasOwn(operation.responses, String(answer.status))) faults.push(said)
          else if (answer.status >= 400 && !isProblem) faults.push(`no problem document: ${said}`)
          counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
        }
      }
    }
    assert.deepEqual(faults, [])
    // It reaches behind the checks, and is refused in every way.
    for (const status of [200, 400, 404, 409, 422]) {
      assert.isAbove(counts.get(status) ?? 0, 5, String(status))
    }
    assert.equal((await person.get('/session')).body.state, 'signed_in')
  })

  test('the page needs no script and says every route', async ({ assert }) => {
    const response = await fetch(`${address}/api`)
    const text = await response.text()
    assert.equal(response.status, 200)
    assert.notMatch(text, /<script|javascript:|https?:\/\//)
    assert.equal(text.match(/<details>/g)?.length, API_ROUTES.length)
  })
})
