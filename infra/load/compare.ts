import type { Kept } from './report.ts'

/** Two runs beside each other, figure by figure: `path  one  other  other/one`. What makes them hard to compare comes first. */
export function compare(one: Kept, other: Kept): string[] {
  const figures = [numbersIn(one.figures), numbersIn(other.figures)] as const
  const paths = [...new Set(figures.flatMap((it) => [...it.keys()]))]
  const rows = paths.map((path) => {
    const [a, b] = [figures[0].get(path), figures[1].get(path)]
    return [path, told(a), told(b), a !== undefined && b !== undefined && a !== 0 ? told(b / a) : '']
  })
  return [...differences(one, other), ...table([['', 'one', 'other', 'other/one'], ...rows])]
}

function differences(one: Kept, other: Kept): string[] {
  const apart = (name: string, a: unknown, b: unknown) =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [`${name}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`]
  const { at: _, ...first } = one.machine
  const { at: __, ...second } = other.machine
  return [
    ...apart('scenario', one.scenario, other.scenario),
    ...apart('parameters', one.parameters, other.parameters),
    ...apart('machine', first, second),
  ]
}

/** Every number, by the way to it. */
function numbersIn(it: unknown, path = ''): Map<string, number> {
  if (typeof it === 'number') return new Map([[path, it]])
  if (typeof it !== 'object' || it === null) return new Map()
  return new Map(
    Object.entries(it).flatMap(([key, value]) => [...numbersIn(value, path === '' ? key : `${path}.${key}`)]),
  )
}

const told = (it: number | undefined): string => (it === undefined ? '–' : String(Number(it.toPrecision(4))))

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
