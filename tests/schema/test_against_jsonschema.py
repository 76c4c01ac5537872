"""The walker against jsonschema: every text that should be right, and thousands of mutations of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kflint.schema.json_schema import object_schema
from kflint.schema.misfit import DROPPED, MISSING, WRONG_TYPE
from kflint.schema.walker import check_structure
from kflint.settings import ARGO_VERSIONS
from kflint.source.nodes import plain_data
from tests.schema.texts import CORPUS, Sample, corpus_samples, objects, own_samples

Place = tuple[str, str]  # a JSON pointer, and what is wrong there: type, unknown or missing

MUTATIONS_OF_OWN, MUTATIONS_OF_CORPUS = 30, 12


@cache
def validator(kind: str, argo_version: str) -> Draft202012Validator:
    """The referee for objects of a kind in an Argo version."""
    return Draft202012Validator(object_schema(kind, argo_version))


def walked(data: object, kind: str, argo_version: str) -> set[Place]:
    """What the walker says of an object, given as plain data."""
    (subject,) = objects(json.dumps(data))
    what = {WRONG_TYPE: "type", DROPPED: "type", MISSING: "missing"}
    misfits = check_structure(subject.root, kind, argo_version)
    return {(misfit.node.pointer, what.get(misfit.kind, "unknown")) for misfit in misfits}


def refereed(data: object, kind: str, argo_version: str) -> set[Place]:
    """What jsonschema says of it."""
    places: set[Place] = set()
    for error in validator(kind, argo_version).iter_errors(data):
        pointer = "".join(map(_step, error.absolute_path))
        if error.validator == "additionalProperties":
            known = error.schema["properties"]
            places |= {(pointer + _step(name), "unknown") for name in error.instance if name not in known}
        elif error.validator == "required":
            places.add((pointer, "missing"))
        elif error.validator == "not":
            places.add((pointer.rpartition("/")[0], "missing"))
        else:
            places.add((pointer, "type"))
    return places


def _step(name: object) -> str:
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def compare(data: Any, kind: str, argo_version: str) -> None:
    """Asserts that both say the same, apart from what the walker does better on purpose."""
    ours, theirs = walked(data, kind, argo_version), refereed(data, kind, argo_version)
    unknown = [pointer for pointer, what in theirs if what == "unknown"]
    # Where a name differs only in case, the walker goes on to look at the value.
    ours = {place for place in ours if place in theirs or not any(f"{place[0]}/".startswith(f"{name}/") for name in unknown)}
    # What is missing because it stands under a wrong name or in a wrong place nearby is not told twice.
    silent = {place for place in theirs - ours if place[1] == "missing" and any(place[0] in name for name in unknown)}
    flat = {place for place in theirs if place[1] == "type" and _is_flat_step(data, place[0])}
    if flat:
        # Steps without groups: told once, and looked into.
        assert ours & flat
        holders = tuple(pointer for pointer, _ in flat)
        ours = {place for place in ours if not place[0].startswith(holders)}
    assert ours - theirs == set(), "only the walker says so"
    assert theirs - ours - silent - flat == set(), "only jsonschema says so"


def _is_flat_step(data: Any, pointer: str) -> bool:
    *around, last = pointer.split("/")[1:]
    if not around or around[-1] != "steps" or not last.isdigit():
        return False
    for step in (*around, last):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return isinstance(data, dict)


def places_in(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in plain data: the container and the key or index."""
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield data, key
        yield from places_in(data[key])


def _rename(change: Callable[[str], str]) -> Callable[[Any, Any, random.Random], None]:
    def mutate(container: Any, key: Any, _: random.Random) -> None:
        if isinstance(container, dict):
            container[change(key)] = container.pop(key)

    return mutate


def _replace(value: Any) -> Callable[[Any, Any, random.Random], None]:
    def mutate(container: Any, key: Any, _: random.Random) -> None:
        container[key] = json.loads(json.dumps(value))

    return mutate


def _wrap_in_list(container: Any, key: Any, _: random.Random) -> None:
    container[key] = [container[key]]


def _wrap_in_mapping(container: Any, key: Any, _: random.Random) -> None:
    container[key] = {"name": container[key]}


def _unwrap(container: Any, key: Any, _: random.Random) -> None:
    if isinstance(container[key], list) and container[key]:
        container[key] = container[key][0]


def _delete(container: Any, key: Any, _: random.Random) -> None:
    del container[key]


def _insert(container: Any, key: Any, dice: random.Random) -> None:
    if isinstance(container[key], dict):
        name = dice.choice(["foo", "image", "steps", "Name", "parameters", "retryStrategy", "schedule", "entrypoint", "a/b~c"])
        container[key].setdefault(name, dice.choice(["x", 5, None, [], {}]))


VALUES: tuple[Any, ...] = (
    5,
    -1,
    1.5,
    2**31,
    2**63,
    True,
    "text",
    "5",
    "{{x}}",
    "true",
    None,
    [],
    {},
    ["a"],
    {"a": "b"},
    [None],
    [[]],
    [{}],
)
MUTATIONS = (
    *map(_replace, VALUES),
    *map(_rename, (str.lower, str.upper, str.swapcase, lambda name: name + "s", lambda name: name[:-1], lambda name: "x-" + name)),
    *(_wrap_in_list, _wrap_in_mapping, _unwrap, _delete, _insert),
)


def mutants(sample: Sample, count: int) -> Iterator[tuple[Any, str, str]]:
    """Objects of a sample with one mutation each, with their kind and an Argo version."""
    dice = random.Random(sample.name)
    for subject in objects(sample.text):
        for _ in range(count):
            data: Any = plain_data(subject.root)
            container, key = dice.choice(list(places_in(data)))
            if container is data and key in ("apiVersion", "kind"):
                continue
            dice.choice(MUTATIONS)(container, key, dice)
            yield data, subject.kind, dice.choice(ARGO_VERSIONS)


@pytest.mark.parametrize("sample", own_samples(), ids=lambda sample: sample.name)
def test_own_examples(sample: Sample) -> None:
    for subject in objects(sample.text):
        compare(plain_data(subject.root), subject.kind, sample.argo_version)


@pytest.mark.parametrize("part", range(8))
def test_mutations_of_own_examples(part: int) -> None:
    for sample in own_samples()[part::8]:
        for data, kind, argo_version in mutants(sample, MUTATIONS_OF_OWN):
            compare(data, kind, argo_version)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("argo_version", ARGO_VERSIONS)
def test_corpus(argo_version: str) -> None:
    for sample in corpus_samples():
        for subject in objects(sample.text):
            compare(plain_data(subject.root), subject.kind, argo_version)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("part", range(8))
def test_mutations_of_corpus(part: int) -> None:
    for sample in corpus_samples()[part::8]:
        for data, kind, argo_version in mutants(sample, MUTATIONS_OF_CORPUS):
            compare(data, kind, argo_version)


def test_referee_is_a_schema_and_finds_what_is_wrong() -> None:
    referee = validator("CronWorkflow", "4.1")
    referee.check_schema(referee.schema)
    data = {"kind": "CronWorkflow", "spec": {"schedules": "x", "foo": 1}}
    assert refereed(data, "CronWorkflow", "4.1") == {("/spec/schedules", "type"), ("/spec/foo", "unknown"), ("/spec", "missing")}
