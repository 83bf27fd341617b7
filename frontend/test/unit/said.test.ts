import { expect, it } from 'vitest'
import { saidBy } from '../../app/utils/said'
import { SAYINGS } from '../../app/utils/sayings'
import ENGLISH from '../../i18n/locales/en/said.json'
import CHINESE from '../../i18n/locales/zh-CN/said.json'

/** Fills the Chinese texts as the panel does. */
function t(key: string, values: Record<string, string> = {}): string {
  const [, group, name] = key.split('.')
  const texts = CHINESE.said as Record<string, Record<string, string>>
  return texts[group!]![name!]!.replace(/\{(\w+)\}/g, (_, one: string) => values[one] ?? '')
}
const inChinese = (text: string) => saidBy(text, 'zh-CN', t)

it('says what the host says in the language of the reader', () => {
  expect(inChinese('US.AAPL: 1122 units would pass the limit of 400')).toBe(
    'US.AAPL：持仓将达 1122，超过限额 400'
  )
  expect(inChinese('exposure would pass 150.0 % of equity (162041.00); trading is halted')).toBe(
    '总敞口将超过权益的 150.0 %（162041.00）；交易已停止'
  )
  expect(
    inChinese(
      'sector unknown would pass 140.0 % of equity (1.00); 9 US.AAPL need more than the buying power: exposure may reach 2.00'
    )
  ).toBe('未知行业的敞口将超过权益的 140.0 %（1.00）；购买力不足以买入 9 US.AAPL：敞口上限 2.00')
  expect(inChinese('Slippage: none. Commission: none.')).toBe('滑点：无。佣金：无。')
})

it('leaves what it does not know, and everything in English, as it is', () => {
  expect(inChinese('2-bar average fell below the 5-bar average')).toBe(
    '2-bar average fell below the 5-bar average'
  )
  expect(inChinese('by hand; trading is halted')).toBe('by hand；交易已停止')
  expect(saidBy('trading is halted', 'en', t)).toBe('trading is halted')
})

it('has a text for every sentence that it knows', () => {
  expect(ENGLISH.said).toEqual(SAYINGS)
})
