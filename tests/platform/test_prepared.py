"""A prepared query finds what the query itself would find, whatever it is given."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import FieldError

from bihuan.ledger.models import Task
from bihuan.org.models import Account
from bihuan.platform.prepared import Prepared, given_day, given_key, given_keys
from tests.world import World

pytestmark = pytest.mark.django_db

DUE = Prepared(
    lambda: Task.objects.filter(problem=given_key("problem"), deadline__lte=given_day("by")).values_list(
        "number", "deadline", "recorded_at", "problem__inspection__feedback_on"
    )
)


def test_it_answers_for_the_values_it_is_given_each_time_in_the_types_of_the_columns(world: World) -> None:
    task = world.task
    assert task.deadline
    there = [(task.number, task.deadline, task.recorded_at, world.inspection.feedback_on)]
    assert DUE.rows(problem=task.problem_id, by=task.deadline) == there
    assert DUE.rows(problem=task.problem_id, by=task.deadline - timedelta(days=1)) == []
    assert DUE.rows(problem=task.problem_id + 1, by=task.deadline) == []
    assert DUE.rows(problem=task.problem_id, by=date.max) == there


def test_none_meets_no_row(world: World) -> None:
    assert DUE.rows(problem=None, by=date.max) == []


@pytest.mark.parametrize("values", [{"problem": 1}, {"problem": 1, "by": date.max, "until": date.max}])
def test_a_value_too_few_or_too_many_is_an_error(values: dict[str, object]) -> None:
    with pytest.raises(FieldError, match="by"):
        DUE.rows(**values)


def test_a_list_of_keys_may_be_of_any_length(world: World) -> None:
    of = Prepared(lambda: Task.objects.filter(pk__in=given_keys("tasks")).values_list("pk"))
    assert of.rows(tasks=[world.task.pk]) == of.rows(tasks=range_around(world.task.pk)) == [(world.task.pk,)]
    assert of.rows(tasks=[]) == []


def range_around(key: int) -> list[int]:
    return list(range(key, key + 5000))


def test_objects_come_with_those_beside_them_as_the_query_itself_makes_them(world: World) -> None:
    """Also where nothing stands beside: the account `bare` has no person."""
    of = Prepared(lambda: Account.objects.filter(pk=given_key("pk")).select_related("person"))
    for key in ("lead", "bare"):
        (found,) = of.objects(pk=world.accounts[key].pk)
        (wanted,) = Account.objects.filter(pk=world.accounts[key].pk).select_related("person")
        assert vars(found) | {"_state": None} == vars(wanted) | {"_state": None}
        assert found._state.fields_cache == wanted._state.fields_cache
        assert (found._state.adding, found._state.db) == (wanted._state.adding, wanted._state.db)
    assert of.objects(pk=None) == []
