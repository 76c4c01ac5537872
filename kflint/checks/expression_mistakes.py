"""What is wrong with one expression at its place: its grammar, its names, and what can't be meant by its types.

Loaded only where there is an expression, as is the language itself.
"""

from __future__ import annotations

from kflint.checks.expression_names import ELSEWHERE, ROOTS, Known, Missing
from kflint.checks.expression_phases import wrong_phases
from kflint.lang import expr
from kflint.lang.expr_names import Environment, template_environment
from kflint.lang.expr_types import ANY, Type
from kflint.lang.mistake import Mistake
from kflint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kflint.checks.expression_names import AnyPlace

# First names that a place itself judges.
_JUDGED = frozenset((*ROOTS, *ELSEWHERE))

MALFORMED, UNKNOWN, IMPOSSIBLE = "KF431", "KF432", "KF433"


class Told(NamedTuple):
    """A mistake: the rule's code, what to say, and its 0-based characters in the expression, the end exclusive."""

    code: str
    message: str
    start: int
    end: int
    help: str | None = None


def judge(text: str, place: AnyPlace | None, wanted: Type | None = None) -> list[Told]:
    """The mistakes of an expression, each told once, in the order of the text.

    `place` has the names; None where they are not known, so that only the grammar is judged. `wanted` is the type that the
    place needs, None for any.
    """
    try:
        tree = expr.parse(text, place.roots if place is not None else ())
    except Mistake as mistake:
        return [Told(MALFORMED, f"this expression can't be read: {mistake.message}", mistake.offset, mistake.end, mistake.hint)]
    if place is None:
        return []
    references = expr.references(tree)
    found = [*_dashed(text, place), *_unknown(references, place)]
    environment = _environment(references, place)
    first_names = {(r.offset, r.parts[0].end) for r in references if not r.called and r.parts[0].name not in environment.names}
    for each in (*expr.mistakes(tree, environment, wanted), *wrong_phases(tree, references)):
        code = UNKNOWN if (each.offset, each.end) in first_names else IMPOSSIBLE
        found.append(Told(code, each.message, each.offset, each.end, each.hint))
    return sorted(_apart(found), key=lambda told: told.start)


def ends_early(text: str, behind: str) -> bool:
    """Whether an expression that can't be read is one once what stands `behind` its `}}` belongs to it, to the next `}}`.

    Argo ends a tag at the first `}}`, also within a text or a map (facts: template_tags).
    """
    rest, closing, _ = behind.partition("}}")
    try:
        expr.parse(f"{text}}}}}{rest if closing else rest.rstrip('}')}")
    except Mistake:
        return False
    return bool(closing) or rest.endswith("}")


def _apart(found: list[Told]) -> list[Told]:
    """Those that don't overlap with one before them in the list: it would be a second finding for one mistake."""
    kept: list[Told] = []
    for told in found:
        if all(told.end <= other.start or other.end <= told.start for other in kept):
            kept.append(told)
    return kept


def _dashed(text: str, place: AnyPlace) -> list[Told]:
    """Names with a dash that stand without quotes, unless what stands before the dash is a variable: then it may be a minus."""
    told = []
    for dashed in expr.dashed_names(text):
        names = expr.references(expr.parse(dashed.meant))[0].names
        found = place.find(names) if names[0] in _JUDGED else None
        remedy = f"'-' means minus, so a name that has one in it is quoted: {dashed.meant}"
        if isinstance(found, Known):
            told.append(Told(UNKNOWN, remedy, dashed.offset, dashed.end))
        elif isinstance(found, Missing) and not _may_subtract(names, place):
            told.append(Told(UNKNOWN, found.message, dashed.offset, dashed.end, remedy))
    return told


def _may_subtract(names: tuple[str, ...], place: AnyPlace) -> bool:
    """Whether the names before the first dash are those of a variable."""
    index = next(index for index, name in enumerate(names) if "-" in name)
    return isinstance(place.find((*names[:index], names[index].partition("-")[0])), Known)


def _unknown(references: list[expr.Reference], place: AnyPlace) -> list[Told]:
    """The paths that lead nowhere, and would do harm."""
    told = []
    for reference in references:
        found = _find(reference, place)
        if isinstance(found, Missing) and not (reference.lenient and found.at):
            start = reference.parts[0].offset
            told.append(Told(UNKNOWN, found.message, start, reference.parts[found.at].end, found.help))
    return told


def _find(reference: expr.Reference, place: AnyPlace) -> Known | Missing | None:
    return place.find(reference.names) if reference.names[0] in place.roots or reference.names[0] in _JUDGED else None


def _environment(references: list[expr.Reference], place: AnyPlace) -> Environment:
    """The variables that an expression uses, with their types, and the other first names of the place."""
    fixed: Environment | None = getattr(place, "environment", None)
    if fixed is not None:
        return fixed
    variables = dict.fromkeys(place.roots, ANY)
    for reference in references:
        found = _find(reference, place)
        if isinstance(found, Known):
            variables[".".join(reference.names[: found.length])] = found.type
        elif reference.names[0] in _JUDGED:
            variables[reference.names[0]] = ANY
    return template_environment(variables)
