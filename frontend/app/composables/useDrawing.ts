import { Chart, type ChartData, type ChartOptions, type Plugin } from 'chart.js'

/** What a chart of the library is made of. */
interface Drawn<Type extends 'line' | 'bar'> {
  readonly data: Readonly<Ref<ChartData<Type>>>
  readonly options: Readonly<Ref<ChartOptions<Type>>>
  readonly plugins?: Plugin<Type>[]
}

/** A chart on the component's canvas, the one of `ref="canvas"`; it follows its data, and goes with the component. */
export function useDrawing<Type extends 'line' | 'bar'>(type: Type, drawn: Drawn<Type>) {
  const canvas = useTemplateRef<HTMLCanvasElement>('canvas')
  const chart = shallowRef<Chart<Type> | null>(null)
  const { data, options, plugins = [] } = drawn
  const draw = () => {
    if (canvas.value === null) return
    if (chart.value === null) {
      const parts = { type, data: data.value, options: options.value, plugins }
      chart.value = markRaw(new Chart<Type>(canvas.value, parts as never))
      return
    }
    chart.value.data = data.value
    chart.value.options = options.value as never
    chart.value.update('none')
  }
  let callOff = () => {}
  const drawSoon = () => (callOff = drawInTurn(draw))
  onMounted(drawSoon)
  watch([data, options], drawSoon)
  onBeforeUnmount(() => {
    callOff()
    chart.value?.destroy()
  })
  return { chart }
}
