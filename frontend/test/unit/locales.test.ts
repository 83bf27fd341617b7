import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

type Texts = { [key: string]: string | Texts }

const FOLDER = join(import.meta.dirname, '../../i18n/locales')
const AREAS = readdirSync(join(FOLDER, 'en'))
const read = (language: string, area: string) =>
  JSON.parse(readFileSync(join(FOLDER, language, area), 'utf8')) as Texts

/** Every text with its key and the names it wants. */
function flat(texts: Texts, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) => {
    if (typeof value !== 'string') return flat(value, `${before}${key}.`)
    const names = [...new Set(value.match(/\{\w+\}/g) ?? [])].sort()
    return [`${before}${key} ${names.join(' ')}`]
  })
}

it.each(AREAS)('every text of %s is there in both languages and wants the same names', (area) => {
  expect(flat(read('zh-CN', area))).toEqual(flat(read('en', area)))
})

it('a text of one language is in the other, in a file of the same name', () => {
  expect(readdirSync(join(FOLDER, 'zh-CN'))).toEqual(AREAS)
})

it('no two files say the same key', () => {
  const keys = AREAS.flatMap((area) => Object.keys(read('en', area)))
  expect(new Set(keys).size).toBe(keys.length)
})
