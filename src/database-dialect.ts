import type BetterSqlite from 'better-sqlite3';
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';

/** So many prepared statements are kept; those not used for longest are let go of. All that this program has are fewer. */
const keptStatements = 300;

/**
 * Kysely over better-sqlite3 with prepared statements that are kept by their text: preparing costs more than running most of
 * ours. Transactions begin IMMEDIATE: no upgrade, no surprise BUSY. After a full disk or a fault of it SQLite has rolled back
 * by itself; a second rollback would be the error that is seen.
 */
export function keepingDialect(database: BetterSqlite.Database): Dialect {
  return {
    createDriver: () => driver(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

function driver(database: BetterSqlite.Database): Driver {
  const prepare = statementCache(database);
  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ sql, parameters }: CompiledQuery) => execute<Row>(prepare(sql), parameters),
    streamQuery: () => {
      throw new Error('Rows are not read one by one here: a kept statement would be busy meanwhile.');
    },
  };
  const run = async (statement: string) => void prepare(statement).run();
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: () => run('begin immediate'),
    commitTransaction: () => run('commit'),
    rollbackTransaction: async () => {
      if (database.inTransaction) await run('rollback');
    },
    releaseConnection: async () => {},
    destroy: async () => void database.close(),
  };
}

function execute<Row>(statement: BetterSqlite.Statement, parameters: readonly unknown[]): QueryResult<Row> {
  if (statement.reader) return { rows: statement.all(parameters) as Row[] };
  const { changes, lastInsertRowid } = statement.run(parameters);
  return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) };
}

function statementCache(database: BetterSqlite.Database): (sql: string) => BetterSqlite.Statement {
  // A Map keeps its order: the first is the one not used for longest.
  const kept = new Map<string, BetterSqlite.Statement>();
  return (sql) => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept.keys();
    if (kept.size > keptStatements && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
}
