"""What the models declare is really in the database, and each migration goes up, down and up again."""

import re

import asyncpg
from tortoise import Tortoise

from models import store
from models.config import tortoise_config


async def _schema(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn)
    try:
        columns = await connection.fetch(
            "select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as line"
            " from information_schema.columns where table_schema = 'public'"
        )
        indexes = await connection.fetch("select indexdef as line from pg_indexes where schemaname = 'public'")
        checks = await connection.fetch(
            "select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line"
            " from pg_constraint where connamespace = 'public'::regnamespace"
        )
    finally:
        await connection.close()
    return {row["line"] for row in [*columns, *indexes, *checks]}


async def test_migrations_go_up_down_and_up(own_dsn: str) -> None:
    up = await _schema(own_dsn)
    await store.migrate(own_dsn, target="models.0001_initial")
    down = await _schema(own_dsn)
    await store.migrate(own_dsn)
    assert down != up
    assert await _schema(own_dsn) == up


async def test_every_column_index_and_unique_key_of_the_models_is_in_the_database(dsn: str) -> None:
    schema = "\n".join(await _schema(dsn))
    await Tortoise.init(config=tortoise_config(dsn))
    try:
        for model in Tortoise.apps["models"].values():
            meta = model._meta
            columns = {meta.fields_db_projection[name] for name in meta.fields_db_projection}
            for column in columns:
                assert f"{meta.db_table}.{column} " in schema
            for names in meta.unique_together:
                wanted = ", ".join(meta.fields_map[n].source_field or _column(meta, n) for n in names)
                assert re.search(rf"UNIQUE INDEX \S+ ON public\.\"?{meta.db_table}\"? .*\({wanted}\)", schema), names
            for index in meta.indexes:
                wanted = ", ".join(index.fields)
                assert re.search(rf"INDEX \S+ ON public\.\"?{meta.db_table}\"? .*\({wanted}\)", schema), wanted
    finally:
        await Tortoise.close_connections()


def _column(meta: object, name: str) -> str:
    projection: dict[str, str] = meta.fields_db_projection  # type: ignore[attr-defined]
    return projection.get(name) or projection[f"{name}_id"]


async def test_the_laws_of_the_school_stand_in_postgres_itself(dsn: str) -> None:
    schema = "\n".join(await _schema(dsn))
    for law in (
        "binding_one_live_per_entry",
        "assignment_one_class_teacher",
        "invite_uses_within_limit",
        "guardian_not_itself",
        "activity_day_sane",
        "org_tree",
        "period_in_order",
        "outbox_random_id_not_zero",
    ):
        assert law in schema
