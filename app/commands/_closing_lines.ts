/** What a close comes down to, in words. */
export function closingLines(told: Record<string, unknown>): readonly string[] {
  const orders = told.orders as readonly string[]
  const cancels = told.cancels as readonly string[]
  if (orders.length + cancels.length === 0) return ['nothing is held and nothing works']
  return [
    ...(orders.length > 0 ? [`closing: ${orders.join(', ')}`] : []),
    ...(cancels.length > 0 ? [`being cancelled: ${cancels.join(', ')}`] : []),
  ]
}
