"""Which rules selectors turn on and off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kflint.error import Error
from kflint.findings.rules import OFF, Rule, rules
from kflint.selection import PROFILES, enabled_codes, find_rule, selected_codes
from kflint.settings import ARGO_VERSIONS, Settings, argo_minor

TABLE = [
    Rule("KF001", "not-text", "Summary.", "rejected", "error"),
    Rule("KF002", "odd-tab", "Summary.", "surprise", "warning"),
    Rule("KF110", "unknown-field", "Summary.", "rejected", "error"),
    Rule("KF111", "old-field", "Summary.", "advice", "off"),
    Rule("KF201", "long-name", "Summary.", "advice", "off"),
]


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kflint.selection.rules", lambda: {rule.code: rule for rule in TABLE})
    enabled_codes.cache_clear()
    selected_codes.cache_clear()


@pytest.mark.parametrize(
    ("select", "ignore", "extend", "expected"),
    [
        ("", "", "", "KF001 KF002 KF110"),
        ("ALL", "", "", "KF001 KF002 KF110 KF111 KF201"),
        ("KF1", "", "", "KF110 KF111"),
        ("KF", "", "", "KF001 KF002 KF110 KF111 KF201"),
        ("advice", "", "", "KF111 KF201"),
        ("old-field", "", "", "KF111"),
        ("", "rejected", "", "KF002"),
        ("", "KF0", "", "KF110"),
        ("", "", "KF201", "KF001 KF002 KF110 KF201"),
        ("KF0", "", "KF2", "KF001 KF002 KF201"),
        ("KF001", "KF0", "", "KF001"),
        ("KF0", "KF001", "", "KF002"),
        ("KF11", "KF1", "", "KF110 KF111"),
        ("ALL", "advice", "", "KF001 KF002 KF110"),
        ("advice", "ALL", "", "KF111 KF201"),
        ("KF001", "KF001", "", ""),
        ("KF001", "not-text", "", ""),
        ("", "ALL", "old-field", "KF111"),
        ("", "ALL", "", ""),
    ],
)
def test_the_more_exact_selector_counts(select: str, ignore: str, extend: str, expected: str) -> None:
    codes = enabled_codes(tuple(select.split()), tuple(ignore.split()), tuple(extend.split()))
    assert sorted(codes) == expected.split()


SELECTORS = st.lists(st.sampled_from(["ALL", "KF", "KF0", "KF1", "KF11", "rejected", "advice", "odd-tab", "KF110"])).map(tuple)


@given(SELECTORS, SELECTORS, SELECTORS)
def test_ignoring_more_never_turns_a_rule_on(select: tuple[str, ...], ignore: tuple[str, ...], extend: tuple[str, ...]) -> None:
    assert enabled_codes(select, ignore + extend, ()) <= enabled_codes(select, ignore, ())
    assert enabled_codes(select, ignore, ()) <= enabled_codes(select, ignore, extend)
    assert not enabled_codes(select, ("KF001",), extend) & {"KF001"}


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("unknown-feild", "'unknown-feild' selects no rule; did you mean 'unknown-field'?"),
        ("all", "'all' selects no rule; did you mean 'ALL'?"),
        ("Rejected", "did you mean 'rejected'?"),
        ("kf001", "did you mean 'KF001'?"),
        ("KF9", "'KF9' selects no rule; write a rule's code or name"),
        ("K", "'K' selects no rule"),
        ("", "'' selects no rule"),
    ],
)
def test_a_selector_without_a_rule_is_an_error(selector: str, message: str) -> None:
    for arguments in (((selector,), (), ()), ((), (selector,), ()), ((), (), (selector,))):
        with pytest.raises(Error) as raised:
            enabled_codes(*arguments)
        assert message in str(raised.value)


def test_rules_are_found_by_code_and_name_in_any_case() -> None:
    assert find_rule("kf001") == find_rule("NOT-text") == find_rule("KF001") == TABLE[0]
    with pytest.raises(Error, match="there is no rule 'odd-tabb'; did you mean 'odd-tab'"):
        find_rule("odd-tabb")


@pytest.mark.parametrize(
    ("version", "minor"),
    [("4.1", "4.1"), ("v4.1", "4.1"), ("v3.5.11", "3.5"), (" 3.4 ", "3.4")],
)
def test_versions(version: str, minor: str) -> None:
    assert argo_minor(version) == minor


@pytest.mark.parametrize("version", ["", "4", "5.0", "3.3", "4.1.x", "4.1.0.0", "4.1.", "vv4.1", "latest", "٤.1"])
def test_unknown_versions(version: str) -> None:
    with pytest.raises(Error, match=f"kflint knows {ARGO_VERSIONS[0]}, "):
        argo_minor(version)


def test_defaults_of_the_real_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    enabled_codes.cache_clear()
    assert Settings().enabled == {rule.code for rule in rules().values() if rule.severity != OFF}


def test_profiles_of_the_real_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    enabled_codes.cache_clear()
    selected_codes.cache_clear()
    profiles = {name: selected_codes((name,)) for name in PROFILES}
    assert frozenset().union(*profiles.values()) == {code for code in rules() if code.startswith("KF9")}
    assert not profiles["SECURITY"] & profiles["GOOD-PRACTICE"]
    assert all(rules()[code].severity == OFF for codes in profiles.values() for code in codes)
    assert enabled_codes((), (), ("SECURITY",)) == Settings().enabled | profiles["SECURITY"]
    assert enabled_codes(("SECURITY",), ("KF91",), ()) == {code for code in profiles["SECURITY"] if not code.startswith("KF91")}
