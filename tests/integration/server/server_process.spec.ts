import { connect } from 'node:net'
import { request } from 'node:http'
import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { ace, startNode, startServer } from '#tests/support/process.js'

const SERVER = ['--import=./bin/typescript.mjs', 'bin/server.ts']

test.group('the server as a process', (group) => {
  const folder = new DataFolder()
  group.teardown(() => folder.remove())

  test('a first start makes the database, stores sample prices and answers', async ({ assert }) => {
    const server = await startServer(folder.environment)
    assert.equal(await statusOf(server.address), 200)
    assert.match(server.stdout, /Stop it with Ctrl\+C/)
    const stored = await ace(['bars:list'], folder.environment)
    for (const word of ['US.AAPL', 'US.SPX']) assert.include(stored.stdout, word)
    process.kill(server.pid, 'SIGTERM')
    assert.equal((await server.ended).code, 0)
    assert.isNull(folder.serverPid)
  })

  test('a second start is refused with who is there already', async ({ assert }) => {
    const first = await startServer(folder.environment)
    const second = await startNode(SERVER, folder.environment).ended
    assert.equal(second.code, 1)
    assert.include(second.stderr, `running already: process ${first.pid} at ${first.address}`)
    assert.equal(await statusOf(first.address), 200)
    process.kill(first.pid, 'SIGTERM')
    await first.ended
  })

  test('ace commands use its database, and leave it running', async ({ assert }) => {
    const server = await startServer(folder.environment)
    const serverPid = folder.serverPid
    const [doctor, migrate] = await Promise.all([
      ace(['doctor'], folder.environment),
      ace(['migrate', '--json'], folder.environment),
    ])
    assert.include(doctor.stdout, `process ${server.pid} at ${server.address}`)
    assert.equal(migrate.code, 0, migrate.stderr)
    assert.equal(folder.serverPid, serverPid)
    assert.equal(await statusOf(server.address), 200)
    process.kill(server.pid, 'SIGTERM')
    await server.ended
  })

  test('SIGTERM, sent twice, ends it within five seconds though a client hangs on', async ({
    assert,
  }) => {
    const server = await startServer(folder.environment)
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n')
    const startedAt = performance.now()
    process.kill(server.pid, 'SIGTERM')
    process.kill(server.pid, 'SIGTERM')
    assert.equal((await server.ended).code, 0)
    assert.isBelow(performance.now() - startedAt, 5000)
    assert.isNull(folder.serverPid)
  })

  test('after kill -9 of the server the next start works and stops cleanly', async ({ assert }) => {
    const killed = await startServer(folder.environment)
    process.kill(killed.pid, 'SIGKILL')
    await killed.ended
    const server = await startServer(folder.environment)
    assert.equal(await statusOf(server.address), 200)
    process.kill(server.pid, 'SIGHUP')
    assert.equal((await server.ended).code, 0)
    assert.isNull(folder.serverPid)
  })

  test('when its database is killed it brings it back and goes on', async ({ assert }) => {
    const server = await startServer(folder.environment)
    process.kill(folder.serverPid!, 'SIGKILL')
    await server.says(/the database is back/)
    assert.equal(await statusOf(server.address), 200)
    const doctor = await ace(['doctor'], folder.environment)
    assert.include(doctor.stdout, `process ${server.pid} at ${server.address}`)
    process.kill(server.pid, 'SIGTERM')
    assert.equal((await server.ended).code, 0)
  })

  test('a taken port leads to the next one, and it says so', async ({ assert }) => {
    const other = new DataFolder()
    const first = await startServer(folder.environment)
    const second = await startServer(other.environment)
    assert.equal(Number(new URL(second.address).port), Number(new URL(first.address).port) + 1)
    assert.match(second.stdout, /Port \d+ is taken/)
    for (const server of [first, second]) process.kill(server.pid, 'SIGTERM')
    await Promise.all([first.ended, second.ended])
    other.remove()
  })

  test('names of other machines are refused, headers keep pages harmless', async ({ assert }) => {
    const server = await startServer(folder.environment)
    assert.equal(await statusFor(server.address, 'evil.example'), 421)
    assert.equal(await statusFor(server.address, 'localhost:1'), 200)
    const { headers } = await fetch(`${server.address}/`)
    assert.include(headers.get('content-security-policy'), "default-src 'none'")
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal((await fetch(`${server.address}/api/nowhere`)).status, 404)
    process.kill(server.pid, 'SIGTERM')
    await server.ended
  })
})

/** What it answers where it has to ask its database. */
async function statusOf(address: string): Promise<number> {
  return (await fetch(`${address}/api/v1/session`)).status
}

function statusFor(address: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode!)
    })
      .once('error', reject)
      .end()
  })
}
