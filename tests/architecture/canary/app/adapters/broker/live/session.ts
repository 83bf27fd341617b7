/** Stands for the session of a real broker. */
export const session = 'real money'
