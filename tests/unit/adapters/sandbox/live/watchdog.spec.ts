import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { Watchdog, type Watched } from '#adapters/sandbox/live/watchdog.js'

class Subject implements Watched {
  isWorking = false
  readonly looks: number[] = []

  look(_nowMs: number, lateMs: number): void {
    this.looks.push(lateMs)
  }
}

test.group('Live plugin: the watch', () => {
  test('looks at what works, and not at what idles beside it', async ({ assert }) => {
    const dog = new Watchdog()
    const working = new Subject()
    const idle = new Subject()
    working.isWorking = true
    dog.add(working)
    dog.add(idle)
    await sleep(230)
    dog.remove(working)
    dog.remove(idle)
    assert.isAtLeast(working.looks.length, 2)
    assert.lengthOf(idle.looks, 0)
    const looks = working.looks.length
    await sleep(120)
    assert.lengthOf(working.looks, looks)
  })

  test('tells for how long this process itself was held up', async ({ assert }) => {
    const dog = new Watchdog()
    const subject = new Subject()
    subject.isWorking = true
    dog.add(subject)
    const until = performance.now() + 300
    while (performance.now() < until);
    await sleep(20)
    dog.remove(subject)
    assert.isAtLeast(Math.max(...subject.looks), 200)
  })
})
