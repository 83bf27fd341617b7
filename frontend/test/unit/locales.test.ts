import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AREAS } from '../../i18n/areas'

type Texts = { [key: string]: string | Texts }

const FOLDER = join(import.meta.dirname, '../../i18n/locales')
const read = (language: string, area: string) =>
  JSON.parse(readFileSync(join(FOLDER, language, `${area}.json`), 'utf8')) as Texts

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

it.each(['en', 'zh-CN'])(
  'in %s every file is one that the panel loads, and no two say the same key',
  (language) => {
    expect(readdirSync(join(FOLDER, language)).sort()).toEqual(
      AREAS.map((area) => `${area}.json`).sort()
    )
    const keys = AREAS.flatMap((area) => Object.keys(read(language, area)))
    expect(new Set(keys).size).toBe(keys.length)
  }
)
