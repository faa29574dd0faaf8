import { InsertQueryNode, ValuesNode } from 'kysely'
import type { RootOperationNode } from 'kysely'

/*
 * Changes that no handler waits for. They are held until something else is asked of the database; then rows for one
 * table go in one statement: 64 questions are one INSERT and not 64. Figures in docs/proof.md, *Load*.
 */

/** Any Kysely builder, or a raw `sql` text. */
export interface Statement {
  toOperationNode(): RootOperationNode
}

export interface Writes {
  /** Settles as its statement does, once that is sent. */
  add(statement: Statement): Promise<unknown>
  /** Sends all that is held, in its order. */
  send(): void
}

interface Held {
  readonly node: RootOperationNode
  readonly settle: (answer: Promise<unknown>) => void
}

export function createWrites(run: (node: RootOperationNode) => Promise<unknown>): Writes {
  let held: Held[] = []
  return {
    add: (statement) => new Promise((settle) => held.push({ node: statement.toOperationNode(), settle })),
    send() {
      if (held.length === 0) return
      const all = held
      held = []
      for (const some of together(all)) {
        const answer = run(oneOf(some.map((it) => it.node)))
        for (const it of some) it.settle(answer)
      }
    },
  }
}

/** Rows for the same columns are put together, unless something else than rows stands between them. */
function* together(held: readonly Held[]): Generator<readonly Held[]> {
  const open = new Map<string, Held[]>()
  for (const it of held) {
    const place = placeOf(it.node)
    const some = place === undefined ? undefined : open.get(place)
    if (place === undefined) {
      for (const rows of open.values()) yield* inLengths(rows)
      open.clear()
      yield [it]
    } else if (some) some.push(it)
    else open.set(place, [it])
  }
  for (const rows of open.values()) yield* inLengths(rows)
}

/** Each number of rows is another text for the database to prepare, so there are few. */
const lengths = [64, 32, 16, 8, 4, 2]

function* inLengths(some: readonly Held[]): Generator<readonly Held[]> {
  for (let from = 0; from < some.length;) {
    const length = lengths.find((it) => it <= some.length - from) ?? 1
    yield some.slice(from, from + length)
    from += length
  }
}

/** Table and columns of a statement that adds one row and does nothing else. */
function placeOf(node: RootOperationNode): string | undefined {
  if (!InsertQueryNode.is(node)) return undefined
  const { kind: _, into, columns, values, ...more } = node
  const isRow = into && columns && values && ValuesNode.is(values) && values.values.length === 1
  if (!isRow || Object.values(more).some((it) => it !== undefined)) return undefined
  const { schema, identifier } = into.table
  return [schema?.name, identifier.name, ...columns.map((it) => it.column.name)].join(' ')
}

function oneOf(nodes: readonly RootOperationNode[]): RootOperationNode {
  const [first] = nodes
  if (nodes.length === 1 && first) return first
  const rows = nodes.flatMap((it) =>
    InsertQueryNode.is(it) && it.values && ValuesNode.is(it.values) ? it.values.values : [],
  )
  return { ...(first as InsertQueryNode), values: ValuesNode.create(rows) }
}
