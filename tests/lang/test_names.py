from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.lang import names
from kflint.lang.mistake import Mistake
from tests.lang.facts import Case, load_cases

Check = Callable[[str], Mistake | None]

BY_KIND: dict[str, Check] = {
    "argo_template_name": names.template_name,
    "argo_step_name": names.step_name,
    "argo_task_name": names.task_name,
    "argo_task_name_with_depends": names.graph_task_name,
    "argo_param_name": names.parameter_name,
    "argo_workflow_name": names.workflow_name_length,
    "metric_name": names.metric_name,
    "dns1123_label": names.dns_label,
    "dns1123_subdomain": names.dns_subdomain,
    "dns1035_label": names.dns_1035_label,
    "label_key": names.label_key,
    "label_value": names.label_value,
    "annotation_key": names.annotation_key,
    "env_var_name": names.env_name,
    "env_var_name_relaxed": names.relaxed_env_name,
    "configmap_key": names.config_key,
    "port_name": names.port_name,
    "percent": names.percent,
}
CHECKS = [*BY_KIND.values(), names.artifact_name, names.metric_label, names.cron_workflow_name_length]
# In a step, lint puts `x` for an expression tag before it checks the name; that is not the business of names.
CASES = [
    case
    for case in load_cases("names")
    if not case.more["kind"].endswith("_json") and not (case.more["kind"] == "argo_step_name" and "{{" in case.text)
]

name_texts = st.text(st.sampled_from("aZ0-_./%= \n\u00e9{")) | st.text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.more['kind']}-{case.id}")
def test_the_same_names_are_refused(case: Case) -> None:
    mistake = BY_KIND[case.more["kind"]](case.text)
    assert (mistake is None) == case.ok, mistake


@pytest.mark.parametrize(
    ("check", "text", "message", "offset", "end"),
    [
        (names.template_name, "", "a template name can't be empty", 0, 1),
        (names.template_name, "my_name", "'_' is not allowed in a template name; use letters, digits and '-'", 2, 3),
        (names.template_name, "a b", "a blank is not allowed in a template name; use letters, digits and '-'", 1, 2),
        (names.step_name, "-a", "a step name must begin with a letter or digit, not with '-'", 0, 1),
        (names.task_name, "a\u200b", "the character U+200B is not allowed in a task name; use letters, digits and '-'", 1, 2),
        (
            names.graph_task_name,
            "1a",
            "a task name must begin with a letter where 'depends' or 'dependencies' are used, not with '1'",
            0,
            1,
        ),
        (names.parameter_name, "a.b", "'.' is not allowed in a parameter name; use letters, digits, '-' and '_'", 1, 2),
        (names.metric_name, "a:b", "':' is not allowed in a metric name; use letters, digits and '_'", 1, 2),
        (names.workflow_name_length, "a" * 64, "a workflow name can have at most 63 characters; this one has 64", 0, 64),
        (names.workflow_name_length, "é" * 32, "a workflow name can have at most 63 bytes; this one has 64", 0, 32),
        (names.dns_subdomain, "ab..c", "each part between dots of this name can't be empty", 3, 4),
        (names.label_key, "a/b/c", "a label key can have only one '/'", 3, 4),
        (names.label_key, "/x", "a label key needs a domain before the '/', such as 'example.com/x'", 0, 1),
        (
            names.label_key,
            "a.b/c-",
            "the name after the '/' of a label key must end with a letter or digit, not with '-'",
            5,
            6,
        ),
        (names.port_name, "a--b", "a port name can't have two '-' in a row", 1, 3),
        (names.port_name, "80", "a port name needs at least one letter", 0, 2),
        (names.env_name, "..a", "the name can't begin with '..'", 0, 2),
        (names.config_key, ".", "the name can't be '.'", 0, 1),
    ],
)
def test_the_message_says_what_is_wrong_and_where(check: Check, text: str, message: str, offset: int, end: int) -> None:
    mistake = check(text)
    assert mistake is not None
    assert (mistake.message, mistake.offset, mistake.end) == (message, offset, end)


@pytest.mark.parametrize(
    ("check", "text", "hint"),
    [
        (names.template_name, "my_name", "for example 'my-name'"),
        (names.template_name, "my long_name.", "for example 'my-long-name'"),
        (names.dns_label, "MyVolume-", "for example 'myvolume'"),
        (names.metric_name, "9-cpu-time", "for example 'cpu_time'"),
        (names.parameter_name, "\u00e9", None),
        (names.parameter_name, "{{x}}", None),
        (names.template_name, "...", None),
    ],
)
def test_the_hint_is_the_nearest_right_name(check: Check, text: str, hint: str | None) -> None:
    mistake = check(text)
    assert mistake is not None
    assert mistake.hint == hint


def test_an_annotation_key_may_have_a_domain_in_upper_case() -> None:
    assert names.annotation_key("Example.com/Name") is None
    assert names.label_key("Example.com/Name") is not None


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@given(name_texts)
def test_mistakes_lie_within_the_name(check: Check, text: str) -> None:
    mistake = check(text)
    if mistake is not None:
        assert 0 <= mistake.offset < mistake.end <= max(len(text), mistake.offset + 1)
        assert mistake.offset <= len(text)


@pytest.mark.parametrize("check", [names.template_name, names.dns_label, names.label_value, names.metric_name, names.env_name])
@given(st.text(st.characters(codec="ascii"), max_size=20))
def test_a_corrected_name_is_right(check: Check, text: str) -> None:
    mistake = check(text)
    if mistake is not None and mistake.hint is not None:
        assert check(mistake.hint.removeprefix("for example '")[:-1]) is None
