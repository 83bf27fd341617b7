import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { startServer } from '#tests/support/process.js'

const POST = 'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n'
const JSON_BODY = 'Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n'

test.group('clients that only trickle', (group) => {
  const folder = new DataFolder()
  group.teardown(() => folder.remove())

  test('are cut off, whether in the head or in the body, and others are answered meanwhile', async ({
    assert,
  }) => {
    const server = await startServer(folder.environment)
    const port = Number(new URL(server.address).port)
    const heads = Array.from({ length: 200 }, () => trickle(port, 'GET / HTTP/1.1\r\nX-A: '))
    const bodies = Array.from({ length: 50 }, () => trickle(port, `${POST}${JSON_BODY}{"name":"`))
    await sleep(500)
    const startedAt = performance.now()
    assert.equal((await fetch(`${server.address}/api/v1/session`)).status, 200)
    assert.isBelow(performance.now() - startedAt, 3_000)
    const [ofHeads, ofBodies] = await Promise.all([Promise.all(heads), Promise.all(bodies)])
    assert.isBelow(Math.max(...ofHeads), 20_000)
    assert.isBelow(Math.max(...ofBodies), 45_000)
    process.kill(server.pid, 'SIGTERM')
    await server.ended
  }).timeout(100_000)
})

/** Sends a beginning, then a byte each second; answers after how many milliseconds it was cut off. */
function trickle(port: number, beginning: string): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now()
    const socket = connect(port, '127.0.0.1', () => socket.write(beginning))
    const timer = setInterval(() => socket.write('a'), 1_000)
    socket.resume()
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve(performance.now() - startedAt)
    })
  })
}
