import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import AqDialog from '~/components/base/AqDialog.vue'
import AqTable from '~/components/base/AqTable.vue'
import AqToasts from '~/components/base/AqToasts.vue'
import TypedWord from '~/components/guard/TypedWord.vue'

const settle = async () => {
  await flushPromises()
  await new Promise((resolve) => setTimeout(resolve, 20))
}

it('a button that wants a word is off until the word is there', async () => {
  let sent = 0
  const command = useCommandLike(async () => ++sent)
  const shown = await mountSuspended(TypedWord, {
    props: { word: 'FLATTEN', action: 'Close all', command },
  })
  const button = shown.get('button')
  expect(button.attributes('disabled')).toBeDefined()
  await shown.get('input').setValue('FLATTE')
  await shown.get('form').trigger('submit')
  expect(sent).toBe(0)
  await shown.get('input').setValue('FLATTEN')
  expect(button.attributes('disabled')).toBeUndefined()
  await shown.get('form').trigger('submit')
  await settle()
  expect(sent).toBe(1)
})

function useCommandLike(run: () => Promise<unknown>) {
  return {
    run,
    state: ref('idle' as const),
    problem: shallowRef(null),
    isBusy: computed(() => false),
  }
}

it('a command whose answer is lost is asked for under the same key until the host has said', async () => {
  const keys: string[] = []
  const outcome = ref<unknown>()
  const Sender = defineComponent({
    setup() {
      const command = useCommand(async (key) => {
        keys.push(key)
        if (keys.length < 3) throw new Problem(0, 'no_answer', 'gone')
        return 'done'
      })
      void command.run().then((result) => (outcome.value = [result, command.state.value]))
      return () => h('i')
    },
  })
  await mountSuspended(Sender)
  for (let n = 0; n < 40 && outcome.value === undefined; n++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(outcome.value).toEqual(['done', 'done'])
  expect(keys.length).toBe(3)
  expect(new Set(keys).size).toBe(1)
})

it('a refusal is no doubt: it is sent once and said', async () => {
  registerEndpoint('/api/v1/refused', {
    method: 'POST',
    handler: () =>
      new Response(JSON.stringify({ code: 'refused', detail: 'halted' }), { status: 409 }),
  })
  let sent = 0
  const Sender = defineComponent({
    setup() {
      const command = useCommand((key) => {
        sent++
        return callApi('POST', '/refused' as string, { key })
      })
      void command.run()
      return () => h('p', `${command.state.value} ${command.problem.value?.detail ?? ''}`)
    },
  })
  const shown = await mountSuspended(Sender)
  await settle()
  expect(shown.text()).toBe('failed halted')
  expect(sent).toBe(1)
})

it('only the topmost dialog takes input, and Escape closes that one', async () => {
  const closed: string[] = []
  const titles = ref(['lower'])
  const Two = defineComponent({
    setup: () => () =>
      titles.value.map((title) =>
        h(AqDialog, { key: title, title, onClose: () => closed.push(title) })
      ),
  })
  const shown = await mountSuspended(Two, { attachTo: document.body })
  await settle()
  titles.value = ['lower', 'upper']
  await settle()
  const [lower, upper] = [...document.querySelectorAll('.veil')]
  expect([lower!.hasAttribute('inert'), upper!.hasAttribute('inert')]).toEqual([true, false])
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  expect(closed).toEqual(['upper'])
  shown.unmount()
})

it('a table sorts by its head, both ways and back', async () => {
  const shown = await mountSuspended(AqTable, {
    props: {
      caption: 'rows',
      rows: [{ n: 10 }, { n: 9 }, { n: 100 }],
      columns: [{ key: 'n', label: 'N', by: (row: unknown) => (row as { n: number }).n }],
      rowKey: (row: unknown) => String((row as { n: number }).n),
    },
  })
  const order = () => shown.findAll('tbody tr').map((row) => row.attributes('data-row'))
  const head = shown.get('th button')
  await head.trigger('click')
  expect(order()).toEqual(['9', '10', '100'])
  expect(shown.get('th').attributes('aria-sort')).toBe('ascending')
  await head.trigger('click')
  expect(order()).toEqual(['100', '10', '9'])
  await head.trigger('click')
  expect(order()).toEqual(['10', '9', '100'])
})

it('what may be taken back is so once, for eight seconds', async () => {
  vi.useFakeTimers()
  const { offerUndo, say, toasts, dismiss } = useToast()
  for (const { id } of [...toasts.value]) dismiss(id)
  const said = () => toasts.value.map(({ text }) => text)
  const taken: string[] = []
  const shown = await mountSuspended(AqToasts)
  offerUndo('first', () => taken.push('first'))
  await nextTick()
  await shown.get('.undo').trigger('click')
  expect([taken, said()]).toEqual([['first'], []])
  say('plain')
  offerUndo('second', () => taken.push('second'))
  vi.advanceTimersByTime(7_000)
  expect(said()).toEqual(['second'])
  vi.advanceTimersByTime(1_500)
  expect([taken, said()]).toEqual([['first'], []])
  vi.useRealTimers()
})
