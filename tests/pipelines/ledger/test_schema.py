from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from pipelines.ledger import Ledger, migrations, schema


def test_tables_made_by_the_steps_are_those_the_program_knows(ledger: Ledger, ledger_url: str) -> None:
    engine = create_engine(ledger_url)
    with engine.connect() as connection:
        found = inspect(connection)
        tables = set(found.get_table_names()) - {"alembic_version"}
        primary = {name: found.get_pk_constraint(name)["constrained_columns"] for name in tables}
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, schema.metadata)
    engine.dispose()

    assert differences == []
    assert primary == {t.name: [c.name for c in t.primary_key.columns] for t in schema.metadata.sorted_tables}


def test_newest_step_is_the_one_the_program_names() -> None:
    steps = ScriptDirectory(str(next(iter(migrations.__path__))))

    assert steps.get_current_head() == migrations.NEWEST
    assert len(steps.get_heads()) == 1
