import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'

test.group('The virtual clock', () => {
  test('runs timers in the order of their time, then of their setting', ({ assert }) => {
    const clock = new VirtualClock(100)
    const ran: string[] = []
    const note = (name: string) => () => ran.push(`${name} ${clock.nowMs()}`)
    clock.setTimer(300, note('late'))
    clock.setTimer(200, note('a'))
    clock.setTimer(200, note('b'))
    const cancel = clock.setTimer(250, note('cancelled'))
    clock.setTimer(50, note('overdue'))
    cancel()
    assert.deepEqual(ran, [])
    clock.advanceTo(299)
    assert.deepEqual(ran, ['overdue 100', 'a 200', 'b 200'])
    assert.equal(clock.nowMs(), 299)
    assert.equal(clock.nextTimerMs, 300)
    assert.isTrue(clock.step())
    assert.equal(ran.at(-1), 'late 300')
    assert.isFalse(clock.step())
  })

  test('runs what a timer sets on the way', ({ assert }) => {
    const clock = new VirtualClock(0)
    const ran: number[] = []
    const again = () => {
      ran.push(clock.nowMs())
      clock.setTimer(clock.nowMs() + 10, again)
    }
    clock.setTimer(10, again)
    clock.advanceTo(35)
    assert.deepEqual(ran, [10, 20, 30])
  })

  test('does not go back', ({ assert }) => {
    const clock = new VirtualClock(100)
    assert.throws(() => clock.advanceTo(99), RangeError)
    assert.throws(() => clock.advanceTo(Number.NaN), RangeError)
  })
})
