import { test } from '@japa/runner'
import fc from 'fast-check'
import { lookAlike } from '#engine/plugin_registry/look_alike.js'

const LETTERS = 'abcdefghjkmnpqstuxyz23456789'
const id = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 3, maxLength: 30 })
  .map((letters) => letters.join(''))

test.group('look-alike ids, any', () => {
  test('every single mistake in typing is found, and the id itself never', ({ assert }) => {
    const mistake = fc.record({
      id,
      at: fc.nat(),
      kind: fc.constantFrom('more', 'less', 'other', 'exchanged' as const),
      letter: fc.constantFrom(...LETTERS),
    })
    fc.assert(
      fc.property(mistake, ({ id: known, at, kind, letter }) => {
        const place = at % known.length
        const [before, after] = [known.slice(0, place), known.slice(place)]
        const typed = {
          more: before + letter + after,
          less: before + after.slice(1),
          other: before + letter + after.slice(1),
          exchanged: before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2),
        }[kind]
        const found = lookAlike(typed, [known])
        if (typed === known) assert.isNull(found)
        else assert.equal(found?.id, known, `${typed} for ${known}`)
      })
    )
  })

  test('is never thrown off by what anybody types', ({ assert }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), id, (typed, known) => {
        const found = lookAlike(typed, [known])
        assert.isTrue(found === null || (found.id === known && typed !== known))
      })
    )
  })

  test('two texts that differ in many letters are not mistaken', ({ assert }) => {
    fc.assert(
      fc.property(id, (known) => {
        assert.isNull(lookAlike(`${known}v4v4`, [known]))
        assert.isNull(lookAlike(known.length > 4 ? known.slice(2) : `${known}aaa`, [known]))
      })
    )
  })
})
