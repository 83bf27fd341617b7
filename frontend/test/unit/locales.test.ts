import { expect, it } from 'vitest'
import en from '../../i18n/locales/en.json'
import zh from '../../i18n/locales/zh-CN.json'

type Texts = { [key: string]: string | Texts }

/** Every text with its key and the names it wants. */
function flat(texts: Texts, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) => {
    if (typeof value !== 'string') return flat(value, `${before}${key}.`)
    const names = [...new Set(value.match(/\{\w+\}/g) ?? [])].sort()
    return [`${before}${key} ${names.join(' ')}`]
  })
}

it('every text is there in both languages and wants the same names', () => {
  expect(flat(zh)).toEqual(flat(en))
})
