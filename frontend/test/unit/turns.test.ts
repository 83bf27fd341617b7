import { expect, it } from 'vitest'
import { Turns } from '../../app/utils/turns'

it('runs one alone between what came before and what comes meanwhile', async () => {
  const turns = new Turns()
  const told: string[] = []
  const end = Promise.withResolvers<undefined>()
  const first = turns.beside(async () => {
    told.push('first begins')
    await end.promise
    told.push('first ends')
  })
  await Promise.resolve()
  const alone = turns.alone(async () => void told.push('alone'))
  const last = turns.beside(async () => void told.push('last'))
  end.resolve(undefined)
  await Promise.all([first, alone, last])
  expect(told).toEqual(['first begins', 'first ends', 'alone', 'last'])
})

it('goes on after one that failed', async () => {
  const turns = new Turns()
  await expect(turns.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.beside(async () => 1)).toBe(1)
})
