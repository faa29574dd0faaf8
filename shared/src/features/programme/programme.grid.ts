import type { Row } from './programme.days.ts'
import { offsetOf } from '@rostrum/shared/kernel/zones.ts'

/* A day as a grid: a column per place (more, where sessions of one place overlap), a row per quarter of an hour. */

export const stepMs = 15 * 60_000
const hourMs = 4 * stepMs

export interface Block {
  readonly row: Row
  /** Counted from 0: which column, from which step, how many. */
  readonly column: number
  readonly from: number
  readonly span: number
}

export interface Grid {
  /** Instants: whole hours on the reader's clock. Steps count from `start`. */
  readonly start: number
  readonly end: number
  readonly hours: readonly number[]
  /** The place of each column; null for sessions without one. */
  readonly columns: readonly (string | null)[]
  readonly blocks: readonly Block[]
}

/** Time is laid out as it passes, so an hour that comes twice takes two hours' room, and a skipped one none. */
export function layOut(
  rows: readonly Row[],
  places: readonly string[],
  day: { readonly zone: string; readonly from: number; readonly to: number },
): Grid | undefined {
  if (rows.length === 0) return undefined
  const clipped = rows.map((row) => ({
    row,
    start: Math.max(row.start, day.from),
    end: Math.min(row.end, day.to),
  }))
  const intoHour = (at: number) => (((at + offsetOf(day.zone, at)) % hourMs) + hourMs) % hourMs
  const first = Math.min(...clipped.map((it) => it.start))
  const last = Math.max(...clipped.map((it) => it.end))
  const start = first - intoHour(first)
  const end = last - intoHour(last) + (intoHour(last) > 0 ? hourMs : 0)

  const columns: (string | null)[] = []
  const blocks: Block[] = []
  for (const place of [...places, null]) {
    const lanes: number[] = [] // up to which step each lane is taken
    const base = columns.length
    const here = clipped.filter((it) =>
      place === null ? !places.includes(it.row.session.place ?? '') : it.row.session.place === place,
    )
    for (const it of here) {
      const from = Math.floor((it.start - start) / stepMs)
      const to = Math.max(from + 1, Math.ceil((it.end - start) / stepMs))
      const free = lanes.findIndex((taken) => taken <= from)
      const lane = free < 0 ? lanes.length : free
      lanes[lane] = to
      blocks.push({ row: it.row, column: base + lane, from, span: to - from })
    }
    columns.push(...lanes.map(() => place))
  }
  const hours = Array.from({ length: Math.round((end - start) / hourMs) }, (_, n) => start + n * hourMs)
  return { start, end, hours, columns, blocks }
}
