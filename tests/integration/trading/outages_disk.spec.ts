import { tmpdir } from 'node:os'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { DataFolder } from '#tests/support/data_folder.js'
import { OutageDesk } from '#tests/support/outage_desk.js'
import { holds } from '#tests/support/reckoning_holds.js'
import { SmallDisk, smallDiskAbsent } from '#tests/support/small_disk.js'

/** Room for the server's own files, and a few megabytes of trading. */
const MEGABYTES = 140
/** Longest time until PostgreSQL has no room for its own log. */
const EXHAUSTED_MS = 40_000

function whyNot(): string | false {
  const folder = mkdtempSync(join(tmpdir(), 'aq-mount-'))
  const reason = smallDiskAbsent(folder)
  rmSync(folder, { recursive: true })
  return reason
}
const ABSENT = whyNot()

test.group('While orders are given the disk of the database', (group) => {
  let desk: OutageDesk
  let disk: SmallDisk
  let folder: DataFolder
  group.each.setup(() => {
    folder = new DataFolder()
    disk = new SmallDisk(folder.path, MEGABYTES)
    return async () => {
      disk.free()
      await desk.close(() => disk.remove())
    }
  })
  for (const { name, isPanic } of [
    { name: 'is full: tables cannot grow', isPanic: false },
    { name: 'is full: PostgreSQL itself goes down and cannot start', isPanic: true },
  ]) {
    test(name, async ({ assert }) => {
      desk = await OutageDesk.open(isPanic ? 'panic' : 'full', { folder })
      desk.startOrdering()
      await desk.goesOn(5)
      disk.fill()
      await desk.server.says(/No space left on device|disk is full/)
      const wentDown = isPanic && (await exhaustLog(desk))
      await sleep(3_000)
      assert.equal((await fetch(`${desk.server.address}/api/nowhere`)).status, 404)
      assert.isNull(desk.server.child.exitCode)
      disk.free()
      await desk.goesOn(10)
      holds(assert, await desk.reckon())
      const log = readFileSync(folder.cluster.log, 'utf8')
      assert.equal(wentDown, isPanic)
      if (!isPanic) assert.notInclude(log, 'PANIC')
      assert.match(log, /No space left on device/)
      await desk.incidentsOver('engine:stopped')
    })
      .timeout(120_000)
      .skip(ABSENT !== false, String(ABSENT))
  }
})

/**
 * Uses up the room that PostgreSQL keeps for its own log, until it goes down; whether it did. Its text log lies on
 * the same full disk, so that it may not be able to say so.
 */
async function exhaustLog({ database }: OutageDesk): Promise<boolean> {
  const untilMs = Date.now() + EXHAUSTED_MS
  let isDown = false
  while (!isDown && Date.now() < untilMs) {
    await database
      .withClient((client) =>
        client.query(`select pg_logical_emit_message(false, 'aq', repeat('x', 1000000))`)
      )
      .catch((error: Error) => {
        isDown = /ECONNREFUSED|ECONNRESET|terminated|recovery mode|starting up/.test(error.message)
      })
    await sleep(50)
  }
  return isDown
}
