/** The panel's colours for what is drawn on a canvas, which knows no style sheet. */
export interface ChartColours {
  readonly ground: string
  readonly line: string
  readonly text: string
  readonly textMain: string
  readonly accent: string
  readonly gain: string
  readonly loss: string
  readonly neutral: string
  /** The neutral tone as a wash. */
  readonly wash: string
}

/** Colours as the page has them now: by its theme and by what a gain looks like. */
export function readColours(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const of = (token: string) => style.getPropertyValue(token).trim()
  return {
    ground: of('--ground-1'),
    line: of('--line'),
    text: of('--text-3'),
    textMain: of('--text-1'),
    accent: of('--accent'),
    gain: of('--gain'),
    loss: of('--loss'),
    neutral: of('--text-3'),
    wash: `color-mix(in srgb, ${of('--text-3')} 20%, transparent)`,
  }
}

/** The face of the panel, as a canvas wants it. */
export const CHART_FONT = "'IBM Plex Sans Variable', system-ui, sans-serif"
const FONT_WAIT_MS = 400

let loaded: Promise<void> | undefined

/** Resolves once the face is there, or soon after: a canvas does not draw its letters anew. */
export function chartFont(): Promise<void> {
  loaded ??= Promise.race([
    Promise.all(
      ['400', '500'].map((weight) => document.fonts.load(`${weight} 12px ${CHART_FONT}`))
    ),
    new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS)),
  ]).then(
    () => undefined,
    () => undefined
  )
  return loaded
}
