"""Makes the test run's one database empty again: 20 ms instead of a second for a database of its own."""

import asyncpg

# Tables in an order in which rows may be deleted: those that point at others first.
EDGES = """
select conrelid::regclass::text as child, confrelid::regclass::text as parent
from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
"""
TABLES = """
select c.oid::regclass::text as name from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and c.relname not like 'tortoise%'
"""
MUCH = 60 * 2**20  # bytes: after a test with a whole region, files are cut instead of rows deleted


async def empty(dsn: str) -> None:
    """Delete every row of every table; the schema stays."""
    connection = await asyncpg.connect(dsn)
    try:
        tables = {row["name"] for row in await connection.fetch(TABLES)}
        if await connection.fetchval("select pg_database_size(current_database())") > MUCH:
            await connection.execute(f"truncate {', '.join(sorted(tables))} cascade")
            return
        edges = {(row["child"], row["parent"]) for row in await connection.fetch(EDGES)}
        async with connection.transaction():
            for table in _in_order(tables, edges):
                if (table, table) in edges:
                    await _delete_leaves_first(connection, table)
                else:
                    await connection.execute(f"delete from {table}")
    finally:
        await connection.close()


def _in_order(tables: set[str], edges: set[tuple[str, str]]) -> list[str]:
    left, order = set(tables), []
    while left:
        free = sorted(t for t in left if not any(p == t and c in left and c != t for c, p in edges))
        assert free, f"tables point at each other in a circle: {left}"
        order += free
        left -= set(free)
    return order


async def _delete_leaves_first(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> None:
    """A tree in one table (orgs): leaves, then what has become a leaf."""
    while True:
        gone = await connection.execute(
            f"delete from {table} t where not exists"
            f" (select 1 from {table} c where c.id <> t.id and (c.parent_id = t.id or c.region_id = t.id))"
        )
        if gone == "DELETE 0":
            return
