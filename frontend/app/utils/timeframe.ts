/** Whether bars are a day or longer: then they are named by their date, which is their start in UTC. */
export function isDaily(timeframe: string): boolean {
  return /^\d+(?:d|w|mo|M)$/.test(timeframe)
}
