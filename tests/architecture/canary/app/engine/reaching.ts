export const reaching = () => import('../adapters/one/one.js')
