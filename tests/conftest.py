"""What every test may use: the small world, and a database that can be emptied although it refuses deletions."""

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from assets.messages import compile_all
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.examples import examples
from tests.laying import laid_down
from tests.migrated import copy_migrated, migrated, template
from tests.world import World, make_world

SHARED = {"ground", "installed", "live", "browser"}
"""Fixtures for which each process of a run would pay anew."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out the tests that touch no database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """On a fresh checkout every module of tests is compiled with its asserts taken apart, which takes seconds: every other
    process of a run begins from the end, so that each finds half of them done by another."""
    config, root = session.config, session.config.rootpath
    if getattr(config, "workerinput", {"workerid": ""})["workerid"] not in {"gw1", "gw3"}:
        return
    asked = [root / str(given).partition("::")[0] for given in config.args]
    left_out = [root / given for given in config.getoption("ignore") or ()]
    for path in sorted((root / "tests").rglob("test_*.py"), reverse=True):
        if any(map(path.is_relative_to, asked)) and not any(map(path.is_relative_to, left_out)):
            with suppress(Exception, pytest.skip.Exception):  # fails again, and is told, when pytest collects the file
                import_module(".".join(path.relative_to(root).with_suffix("").parts))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What a file's tests share through a server or another process they started is made once: these stay together."""
    if config.getoption("database_only"):
        touching: list[pytest.Item] = []
        others: list[pytest.Item] = []
        for item in items:
            (touching if item.get_closest_marker("django_db") or "db" in _fixtures(item) else others).append(item)
        config.hook.pytest_deselected(items=others)
        items[:] = touching
    for item in items:
        if not SHARED.isdisjoint(_fixtures(item)):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if (group := item.get_closest_marker("xdist_group")) and hasattr(config, "workerinput"):
            _tell_group(item, str(group.args[0]))


def _tell_group(item: pytest.Item, group: str) -> None:
    """xdist 3.8 writes the group behind a test's name where pytest 9.2 no longer looks, and so sends it anywhere."""
    if not item.nodeid.endswith(f"@{group}"):
        item._id = type(item.id).parse(f"{item.nodeid}@{group}")


def _fixtures(item: pytest.Item) -> list[str]:
    """Every fixture that a test uses, also through others."""
    return getattr(item, "fixturenames", [])


def pytest_configure(config: pytest.Config) -> None:
    """Real hashing and file serving cost seconds here and prove nothing; the tests of sign-in put Argon2 back."""
    # How long an example takes tells about the machine, not about the rule.
    hypothesis.settings.register_profile("here", deadline=None, max_examples=examples(100))
    hypothesis.settings.load_profile("here")
    if hasattr(config, "workerinput"):
        gc.disable()  # until its tests are collected: nearly everything that is made by then stays
    else:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # A run in a shell's background is deaf to interrupts, and so would be the programs that tests interrupt.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        # Once, before any process of the run reads a catalogue.
        compile_all()
        if config.getoption("numprocesses", None):
            # Its processes wait for it together; while they collect, it is made.
            threading.Thread(target=migrated if connection.vendor == "sqlite" else template, daemon=True).start()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.startswith("whitenoise.")]


def pytest_collection_finish() -> None:
    """What is there by now, half a million objects, stays to the end: to look through them for garbage after every few
    hundred new ones takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Every process begins with a copy of the migrated database."""
    test = settings.DATABASES["default"]["TEST"]
    if connection.vendor == "sqlite":
        place = tmp_path_factory.mktemp("database") / "tests.sqlite3"
        copy_migrated(place)
        test["NAME"] = str(place)
    else:
        test["TEMPLATE"] = template()


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For what the tests of a module, all marked `django_db`, share: a transaction around theirs, undone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with laid_down(make_world) as (made, laid):
        yield replace(made, laid=laid)


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """A request in English leaves its language with the thread; the next test begins in Chinese again."""
    translation.activate("zh-hans")
    yield
    translation.deactivate()


@contextmanager
def refusals_lifted() -> Iterator[None]:
    """Without the triggers that refuse change: emptying the tables between transactional tests needs it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%%RAISE(ABORT%%'")
            triggers = cursor.fetchall()
            lift = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
            restore = [sql for _, sql in triggers]
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else rows written before still hold the table
            cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%%\\_refuses\\_%%'")
            triggers = cursor.fetchall()
            lift = [f'ALTER TABLE {table} DISABLE TRIGGER "{name}"' for table, name in triggers]
            restore = [f'ALTER TABLE {table} ENABLE TRIGGER "{name}"' for table, name in triggers]
        for statement in lift:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in restore:
                cursor.execute(statement)


_empty_tables: Any = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # Django's own hook, untyped


def _empty_tables_without_refusals(case: TransactionTestCase) -> None:
    with refusals_lifted():
        _empty_tables(case)


TransactionTestCase._fixture_teardown = _empty_tables_without_refusals  # type: ignore[attr-defined]  # Django's own hook, untyped
