import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import AqTable from '~/components/base/AqTable.vue'

interface Row {
  id: string
}
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({ id: String(n + 1) }))
const columns = ['id', 'price', 'since'].map((key) => ({ key, label: key }))
const sent: unknown[] = []
registerEndpoint('/api/v1/me/preferences', {
  method: 'PATCH',
  handler: async (event) => {
    sent.push(await event.req?.json?.())
    return { density: 'normal', tables: {} }
  },
})
const table = (props: Record<string, unknown> = {}, slots = {}) =>
  mountSuspended(AqTable, {
    props: {
      caption: 'rows',
      rows: rowsOf(3),
      columns,
      rowKey: (row: unknown) => (row as Row).id,
      ...props,
    },
    slots,
    attachTo: document.body,
  })

beforeEach(() => {
  const prefs = usePrefs()
  prefs.tables = {}
  prefs.density = 'normal'
  document.body.innerHTML = ''
})

it('of a long list only a part is drawn, and the table says how long it is', async () => {
  const shown = await table({ rows: rowsOf(5_000) })
  await flushPromises()
  const drawn = shown.findAll('tr[data-row]')
  expect(drawn.length).toBeLessThan(200)
  expect(shown.get('table').attributes('aria-rowcount')).toBe('5001')
  expect(drawn[0]!.attributes('aria-rowindex')).toBe('2')
  expect(shown.findAll('tr.room').length).toBe(1)
  await shown.setProps({ rows: rowsOf(20) })
  expect(shown.findAll('tr[data-row]').length).toBe(20)
  expect(shown.get('table').attributes('aria-rowcount')).toBeUndefined()
  shown.unmount()
})

it('columns are as the person has them; the first one stays where it is', async () => {
  const prefs = usePrefs()
  prefs.tables = {
    list: { shown: { price: false }, order: ['since', 'id'], widths: { since: 200 } },
  }
  const shown = await table({ keep: 'list' })
  const heads = () => shown.findAll('th[data-key]').map((one) => one.attributes('data-key'))
  expect(heads()).toEqual(['id', 'since'])
  expect(shown.get('th[data-key=since]').attributes('style')).toContain('200px')
  await shown.get('.column-choice button').trigger('click')
  await vi.waitFor(() => expect(shown.findAll('.column-menu input').length).toBe(6), 5_000)
  await shown.findAll('.column-menu input[type=checkbox]')[2]!.setValue(true)
  expect(heads()).toEqual(['id', 'since', 'price'])
  expect(prefs.tables.list!.shown).toEqual({ price: true })
  await vi.waitFor(() => expect(sent).toEqual([{ tables: { list: prefs.tables.list } }]))
  shown.unmount()
})

it('j and k go through the rows, Enter opens and never acts', async () => {
  document.body.innerHTML = '<main id="main"></main>'
  const followed: string[] = []
  const shown = await table(
    {},
    {
      id: ({ row }: { row: Row }) => [
        h('button', { onClick: () => followed.push(`acted ${row.id}`) }, 'Cancel'),
        row.id === '3'
          ? null
          : h('a', { href: '#x', onClick: () => followed.push(row.id) }, row.id),
      ],
    }
  )
  document.querySelector('#main')!.append(shown.element)
  const at = () => (document.activeElement as HTMLElement).dataset.row
  const enter = () =>
    document.activeElement!.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })
    )
  expect([stepRow(1), stepRow(1)]).toEqual([true, true])
  expect(at()).toBe('2')
  enter()
  expect(followed).toEqual(['2'])
  stepRow(-1)
  expect([at(), stepRow(-1), at()]).toEqual(['1', false, '1'])
  stepRow(1)
  stepRow(1)
  enter()
  expect([at(), followed]).toEqual(['3', ['2']])
  shown.unmount()
})
