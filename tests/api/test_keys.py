"""A POST sent again under its `Idempotency-Key` is answered again and not done again."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from bihuan.api import keys
from bihuan.api.models import KeyedCall
from bihuan.casework.models import Passage
from bihuan.core.codes import State
from bihuan.platform import clock
from tests.api.asking import V1, Program
from tests.api.racing import SITES, race, race_of_a_form
from tests.flows.walk import Walk, picture
from tests.migrated import copy_migrated
from tests.world import World, make_world

ROOT = Path(__file__).parents[2]


def send(world: World, who: str = "lead", key: str = "k-1", step: str = "accept", **body: object) -> Any:
    client = Program(world, who).client
    address = f"{V1}tasks/{world.task.number}/steps/{step}"
    sent = {"version": world.task.version, **body}  # as it was loaded, so the same each time
    return client.post(address, sent, content_type="application/json", headers={"Idempotency-Key": key})


@pytest.mark.django_db
def test_the_same_call_is_answered_again_and_done_once(world: World) -> None:
    first, again = send(world), send(world)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Passage.objects.filter(task=world.task).count() == 1


@pytest.mark.django_db
def test_another_content_under_the_same_key_is_a_422(world: World) -> None:
    send(world)
    other = send(world, comment="另一个")
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["detail"][0]["msg"]
    assert send(world, step="dispute", comment="异议").status_code == 422


@pytest.mark.django_db
def test_the_same_key_of_another_account_is_another_call(world: World) -> None:
    assert send(world).status_code == 201
    assert send(world, who="duty").status_code == 409, "not the answer that was kept"
    assert send(world, who="stranger").status_code == 404, "nobody hears what another was answered"


@pytest.mark.django_db
def test_what_was_refused_frees_its_key_and_is_judged_anew(world: World) -> None:
    walk = Walk(world).to(State.PLAN_REVIEW)
    seen = walk.task.version
    assert send(world, "office", step="approve_plan", version=seen).status_code == 409
    assert not KeyedCall.objects.exists()
    done = send(world, "office", step="approve_plan", version=seen, approval_no="云政函〔2026〕5号")
    assert done.status_code == 201


@pytest.mark.django_db
def test_a_call_under_way_is_a_409_and_one_that_was_killed_frees_its_key(world: World, monkeypatch: Any) -> None:
    send(world)
    KeyedCall.objects.update(status=None)
    answer = send(world)
    assert answer.status_code == 409
    assert answer.json()["reasons"][0]["code"] == "key_in_progress"
    KeyedCall.objects.update(begun_at=clock.now() - keys.ABANDONED)
    assert send(world).json()["reasons"][0]["code"] != "key_in_progress"


@pytest.mark.django_db
def test_what_fails_in_the_middle_leaves_neither_work_nor_key(world: World, monkeypatch: Any) -> None:
    def broken(*_: object) -> bool:
        raise RuntimeError("坏了")

    monkeypatch.setattr(keys, "_keep", broken)
    with pytest.raises(RuntimeError):
        send(world)
    assert not Passage.objects.filter(task=world.task).exists()
    assert not KeyedCall.objects.exists()


@pytest.mark.django_db
def test_an_answer_is_kept_for_a_day(world: World) -> None:
    send(world)
    with clock.fixed(clock.now() + timedelta(hours=23)):
        assert keys.sweep() == 0
    with clock.fixed(clock.now() + timedelta(hours=25)):
        assert keys.sweep() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201, "钥匙"])
def test_a_key_that_is_none_is_a_422(world: World, key: str) -> None:
    assert send(world, key=key).status_code == 422


@pytest.mark.django_db
def test_a_wrong_token_with_a_key_is_a_401_and_keeps_nothing(world: World) -> None:
    client = Client(headers={"Authorization": "Bearer bihuan_wrong", "Idempotency-Key": "k"})
    address = f"{V1}tasks/{world.task.number}/steps/accept"
    assert client.post(address, {}, content_type="application/json").status_code == 401
    assert not KeyedCall.objects.exists()


@pytest.mark.django_db
def test_an_upload_is_told_by_its_content_not_by_its_boundary(world: World) -> None:
    walk = Walk(world).to(State.RECTIFYING)
    client = Program(world, "lead").client
    address = f"{V1}tasks/{world.task.number}/evidence"

    def upload(colour: str) -> Any:
        file = SimpleUploadedFile("a.jpg", picture(colour), "image/jpeg")
        return client.post(address, {"kind": "other", "file": file}, headers={"Idempotency-Key": "up-1"})

    assert upload("green").json()["id"] == upload("green").json()["id"]
    assert walk.task.evidence.count() == 1
    assert upload("red").status_code == 422


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one connection in memory; see below")
def test_a_call_sent_six_times_at_once_is_done_once() -> None:
    world = make_world()
    done_once([race(world), race_of_a_form(world)])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the database in a file is SQLite's")
def test_a_call_sent_six_times_at_once_is_done_once_in_a_file(tmp_path: Path) -> None:
    program = (
        "import django; django.setup()\nimport json; from tests.api.racing import alone; print(json.dumps(alone()))"
    )
    copy_migrated(tmp_path / "race.sqlite3")
    env = os.environ | {
        "BIHUAN_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "bihuan.settings",
        "BIHUAN_HOSTS": "testserver",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    ran = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    done_once(json.loads(ran.stdout.strip().splitlines()[-1]))


def done_once(told: list[list[Any]]) -> None:
    (passages, *answers), (sites, *led_to) = told
    assert (sites, set(led_to)) == (1, {SITES})
    assert passages == 1
    assert 201 in answers
    assert set(answers) <= {201, 409}, answers
