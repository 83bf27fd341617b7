import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import type { MarketInstrument } from '#shared/types/api'
import OrderTicket from '~/components/trade/OrderTicket.vue'

const priceOf = (freshness: string) =>
  ({ symbol: 'US.AAPL', price: 101.5, atMs: Date.now() - 60_000, freshness }) as MarketInstrument
const open = (freshness: string) =>
  mountSuspended(OrderTicket, {
    props: { account: 'paper', environment: 'paper', prices: [priceOf(freshness)] },
  })
const button = (words: RegExp) =>
  [...document.querySelectorAll('button')].filter((one) => words.test(one.textContent ?? '')).at(-1)

it('sends nothing at the market at an old price, and at a limit only after that was chosen', async () => {
  const fresh = await open('fresh')
  expect(button(/ now$/)!.disabled).toBe(false)
  fresh.unmount()
  const ticket = await open('stale')
  expect(button(/ now$/)!.disabled).toBe(true)
  button(/Send anyway at limit/)!.click()
  await nextTick()
  expect(button(/ now$/)!.disabled).toBe(false)
  const inputs = [...document.querySelectorAll('input')].map(({ value }) => value)
  expect(inputs).toContain('101.5')
  ticket.unmount()
})
