"""The office's language model in the worker: what it proposes is marked on the desk and never confirmed in bulk."""

from decimal import Decimal

import pytest
from django.test import Client

from bihuan.intake.models import Document, Entry
from bihuan.intake.services import confirm, confirm_all_sure, merge, receive
from bihuan.platform import jobs
from tests.intaking import NOTICE, chunks, entries_of, store
from tests.reading.modelling import STRAY, pointing, served
from tests.world import World

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def handed_in(world: World) -> Document:
    """Read by the worker while the model answers; never laid down for other tests, which know no model."""
    content = NOTICE.replace("\n\n一、", f"\n\n{STRAY}\n\n一、").encode()
    document = receive(actor=world.accounts["office"], name="清单.txt", chunks=chunks(content)).document
    jobs.work_off()
    document.refresh_from_db()
    return document


def proposed_by_model(document: Document) -> Entry:
    (found,) = [entry for entry in entries_of(document) if entry.fields["origin"] == "model"]
    return found


def test_what_the_model_proposes_is_an_entry_that_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(pointing, monkeypatch):
        document = handed_in(world)
    entry = proposed_by_model(document)
    assert (entry.fields["origin"], entry.confidence) == ("model", Decimal("0.500"))
    assert document.layout is not None
    assert any("交给了模型" in note["text"] for note in document.layout["notes"])
    client = Client()
    client.force_login(world.accounts["office"])
    page = client.get(f"/intake/{document.pk}/").text
    assert page.count("◈ 模型提出") == 1


def test_a_bulk_confirmation_passes_over_what_the_model_proposed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    office = world.accounts["office"]
    with served(pointing, monkeypatch):
        document = handed_in(world)
    Entry.objects.filter(document=document).update(confidence=Decimal("0.99"))
    confirm_all_sure(actor=office, document=document)
    entry = proposed_by_model(document)
    assert entry.state == Entry.State.PROPOSED
    assert confirm(actor=office, entry=entry).state == Entry.State.CONFIRMED


def test_an_entry_joined_with_one_of_the_model_keeps_the_mark(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    office = world.accounts["office"]
    with served(pointing, monkeypatch):
        document = handed_in(world)
    joined = merge(actor=office, entries=[proposed_by_model(document), entries_of(document)[-1]])
    assert joined.fields["origin"] == "model"
    Entry.objects.filter(document=document).update(confidence=Decimal("0.99"))
    confirm_all_sure(actor=office, document=document)
    joined.refresh_from_db()
    assert joined.state == Entry.State.PROPOSED


def test_a_model_that_is_down_leaves_the_document_read_with_a_note(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(lambda model: model.send(b"{}", 503), monkeypatch):
        document = handed_in(world)
    assert document.state == Document.State.READ
    assert all(entry.fields["origin"] == "rules" for entry in entries_of(document))
    assert document.layout is not None
    assert any("HTTP" in note["text"] for note in document.layout["notes"])
