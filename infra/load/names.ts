/* Who and what is on a platform for load: named by number, so that nobody has to be told. */

export const personOf = (n: number): string => `load-${n}`
export const hallOf = (n: number): string => `hall-${n}`
