import { createHistogram, record } from './histogram.ts'
import type { Histogram } from './histogram.ts'

/** Who of many has heard one text, and when first. */
export function createHark<Who>() {
  let wanted = ''
  let heardAt = new Map<Who, number>()
  return {
    /** From now on for this text; nobody has heard it yet. */
    listenFor(text: string): void {
      wanted = text
      heardAt = new Map()
    },
    hear(who: Who, text: string): void {
      if (wanted !== '' && !heardAt.has(who) && text.includes(wanted)) heardAt.set(who, Date.now())
    },
    /** How long after this instant, for all who have heard it so far. */
    after(since: number): Histogram {
      const times = createHistogram()
      for (const at of heardAt.values()) record(times, at - since)
      return times
    },
  }
}
