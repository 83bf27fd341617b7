import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { OutageDesk } from '#tests/support/outage_desk.js'
import { holds } from '#tests/support/reckoning_holds.js'

test.group('While orders are given the database', (group) => {
  let desk: OutageDesk
  group.each.setup(() => async () => desk.close())

  test('is killed three times: no order is lost or doubled, and it is told', async ({ assert }) => {
    desk = await OutageDesk.open('killed')
    desk.startOrdering()
    await desk.goesOn(5)
    for (let round = 1; round <= 3; round++) {
      process.kill(desk.folder.serverPid!, 'SIGKILL')
      await sleep(300 * round)
      await desk.server.says(new RegExp(`(database is back[^]*){${round}}`))
      await desk.goesOn(5)
    }
    holds(assert, await desk.reckon())
    assert.isNull(desk.server.child.exitCode)
    assert.match(desk.said, /the database went away; bringing it back/)
    await desk.incidentsOver('engine:stopped')
  }).timeout(120_000)

  test('drops every connection, five times', async ({ assert }) => {
    desk = await OutageDesk.open('dropped')
    desk.startOrdering()
    await desk.goesOn(5)
    for (let round = 0; round < 5; round++) {
      await desk.database
        .withClient((client) =>
          client.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
              where backend_type = 'client backend' and pid <> pg_backend_pid()`
          )
        )
        .catch(() => {})
      await desk.goesOn(5)
    }
    holds(assert, await desk.reckon())
    assert.isNull(desk.server.child.exitCode)
    await desk.incidentsOver()
  }).timeout(120_000)

  test('stands still for ten seconds', async ({ assert }) => {
    desk = await OutageDesk.open('paused')
    desk.startOrdering()
    await desk.goesOn(5)
    const stopped = desk.postgres
    for (const pid of stopped) process.kill(pid, 'SIGSTOP')
    const page = await fetch(`${desk.server.address}/api/nowhere`).then(({ status }) => status)
    assert.equal(page, 404, 'the host answers meanwhile')
    await sleep(10_000)
    for (const pid of stopped.toReversed()) process.kill(pid, 'SIGCONT')
    await desk.goesOn(10)
    holds(assert, await desk.reckon())
    assert.isNull(desk.server.child.exitCode)
    await desk.incidentsOver()
  }).timeout(120_000)
})
