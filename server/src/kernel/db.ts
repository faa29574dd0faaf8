import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, createQueryId } from 'kysely'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import pg from 'pg'
import { createWrites } from './writes.ts'
import type { Writes } from './writes.ts'
import { connectMs, sever, statementMs, watchSilence } from './silence.ts'

pg.types.setTypeParser(20, Number) //                 bigint: our seqs stay far below 2^53
pg.types.setTypeParser(114, (text: string) => text) // json: stays the text it is

/** What a feature may do with the database: ask and change, but not open or end a transaction. */
export type Db<Tables> = Pick<
  Kysely<Tables>,
  'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'with' | 'fn' | 'getExecutor'
>

/** One connection, used by one transaction at a time. Queries are pipelined: sent at once, answered in order. */
export interface Connection {
  readonly db: Db<unknown>
  readonly lost: boolean
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryResult<Row>>
  /** Changes that nobody waits for: they are sent before the next query, or when asked. */
  readonly writes: Writes
  /** Calls back before any statement that is not a plain SELECT: the runner wants to know who has written. */
  onWrite: () => void
  close(): Promise<void>
  /** Cuts it, whatever it is doing: what was not committed is undone. */
  destroy(): void
}
export type Row = Record<string, unknown>

/** Statements kept prepared on one connection. Texts made per length of a list (`in (…)`) would fill any number. */
const preparedAtMost = 500

export async function connect(config: pg.ClientConfig): Promise<Connection> {
  const client = new pg.Client({
    ...config,
    pipeline: true,
    statement_timeout: statementMs,
    connectionTimeoutMillis: connectMs,
    idle_in_transaction_session_timeout: 10_000,
  })
  const names = new Map<string, string>()
  let lost = false
  client.on('error', () => {
    lost = true
  })
  client.on('end', () => {
    lost = true
  })
  await client.connect()
  watchSilence(client)

  const send = (text: string, values?: readonly unknown[]) => {
    if (!values) return client.query<Row>(text)
    let name = names.get(text)
    if (name === undefined && names.size < preparedAtMost) names.set(text, (name = `k${names.size}`))
    return client.query<Row>({ text, values: [...values], ...(name ? { name } : {}) })
  }
  const sendSafely: Connection['query'] = (text, values) => {
    const answer = send(text, values)
    answer.catch(() => {}) // one whose answer nobody waits for must not end the process; who waits still hears it fail
    return answer
  }
  const compiler = new PostgresQueryCompiler()
  const writes = createWrites((node) => {
    const { sql, parameters } = compiler.compileQuery(node, createQueryId())
    return sendSafely(sql, parameters)
  })
  const query: Connection['query'] = (text, values) => {
    writes.send()
    return sendSafely(text, values)
  }
  const connection: Connection = {
    get lost() {
      return lost
    },
    onWrite: () => {},
    query,
    writes,
    close: () => client.end(),
    destroy() {
      lost = true
      sever(client)
    },
    db: new Kysely<unknown>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createDriver: () =>
          new Pinned(async (compiled) => {
            if (!isRead(compiled)) connection.onWrite()
            const { rows, rowCount, command } = await query(compiled.sql, compiled.parameters)
            return {
              rows,
              ...(command !== 'SELECT' && rowCount !== null ? { numAffectedRows: BigInt(rowCount) } : {}),
            }
          }),
      },
    }),
  }
  return connection
}

const isRead = (compiled: CompiledQuery): boolean => compiled.query.kind === 'SelectQueryNode'

/** Kysely on a connection whose transaction somebody else begins and ends. */
class Pinned implements Driver {
  readonly #connection: DatabaseConnection
  constructor(run: (compiled: CompiledQuery) => Promise<QueryResult<Row>>) {
    this.#connection = {
      executeQuery: run as DatabaseConnection['executeQuery'],
      streamQuery: () => {
        throw new Error('no streaming inside a command')
      },
    }
  }
  async init() {}
  async destroy() {}
  acquireConnection = async () => this.#connection
  async releaseConnection() {}
  beginTransaction = async () => {
    throw new Error('the runner owns the transaction')
  }
  commitTransaction = this.beginTransaction
  rollbackTransaction = this.beginTransaction
}
