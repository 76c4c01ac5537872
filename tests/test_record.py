"""Records behave as `typing.NamedTuple`'s do."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from kflint.record import NamedTuple


class Point(NamedTuple):
    """A point."""

    x: int
    y: int = 2
    name: str | None = None

    @property
    def size(self) -> int:
        return self.x * self.y

    def moved(self, by: int) -> Point:
        return self._replace(x=self.x + by)


class Standard(typing.NamedTuple):
    x: int
    y: int = 2
    name: str | None = None


def test_fields_by_position_and_name() -> None:
    assert Point(1) == Point(1, 2) == Point(x=1, y=2) == (1, 2, None)
    assert Point(1, name="a").name == "a"
    assert (Point(3).x, Point(3, 4).size, Point(1).moved(2)) == (3, 12, Point(3))
    assert Point._fields == Standard._fields
    assert Point(1)._asdict() == Standard(1)._asdict()
    assert Point.__doc__ == "A point."


def test_is_a_tuple() -> None:
    x, y, name = Point(1, 3, "b")
    assert (x, y, name) == (1, 3, "b")
    assert sorted([Point(2), Point(1)]) == [Point(1), Point(2)]
    assert len({Point(1), Point(1), Point(2)}) == 2
    assert repr(Point(1)) == repr(Standard(1)).replace("Standard", "Point")


def test_copies_and_pickles() -> None:
    point = Point(1, 2, "c")
    for other in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert other == point
        assert type(other) is Point


@pytest.mark.parametrize("wrong", [(), (1, 2, 3, 4)])
def test_wrong_numbers_of_fields_are_refused(wrong: tuple[int, ...]) -> None:
    with pytest.raises(TypeError):
        Point(*wrong)  # type: ignore[arg-type]


def test_wrong_names_are_refused() -> None:
    with pytest.raises(TypeError):
        Point(1, z=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Point(1, x=2)  # type: ignore[misc]


def test_fields_can_not_be_set() -> None:
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc]
