"""Finds the annotations `kflint.dev/…` of an object, and reads the YAML in them."""

from __future__ import annotations

from kflint.expand.codes import (
    BESIDE_BODY,
    EXCLUDING,
    MISPLACED,
    MOUNT_PATH,
    NOT_A_MAPPING,
    NOT_TEXT,
    NOT_YAML,
    REPEATED_FIELD,
    UNKNOWN_ANNOTATION,
)
from kflint.expand.report import Report
from kflint.expand.validate import Validator, canonical, load_schema
from kflint.findings.finding import related_to
from kflint.lang.suggest import closest
from kflint.model.objects import CRON_WORKFLOW
from kflint.source.embedded import read_embedded
from kflint.source.nodes import Mapping, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.model.objects import WorkflowObject
    from kflint.model.templates import Template
    from kflint.source.reader import Problem

PREFIX = "kflint.dev/"
RESOURCE, VOLUME, SNAPSHOT, MOUNTS = KINDS = ("resource", "volume", "volume-snapshot", "pvolumes")
# Those that write the template's body, one of which a template can have at most.
MAKERS = (RESOURCE, VOLUME, SNAPSHOT)
MOUNTING_TYPES = ("container", "script", "containerSet")
CALLING_TYPES = ("dag", "steps")


class Annotation:
    """A shorthand annotation: its `kind`, the `scalar` in the file that holds it, and `root`, the mapping in its value."""

    __slots__ = ("kind", "root", "scalar", "template")

    def __init__(self, template: Template, kind: str, scalar: Scalar, root: Mapping) -> None:
        self.template = template
        self.kind = kind
        self.scalar = scalar
        self.root = root

    @property
    def name(self) -> str:
        """The annotation's own name."""
        return PREFIX + self.kind

    @property
    def fields(self) -> dict[str, Node]:
        """Its fields by their camelCase names; null ones are left out."""
        return canonical(self.root, load_schema(self.kind).get("properties", {}))


def find_annotations(subject: WorkflowObject, report: Report) -> list[Annotation]:
    """The shorthand of an object's templates, read and free of mistakes that can be seen without the rest of the object.

    What is wrong with the others, and with `kflint.dev/` annotations where no shorthand can be, is reported.
    """
    _report_misplaced(subject, report)
    found = []
    for template in subject.all_templates:
        written = list(_of(template.node))
        for name, value in written:
            annotation = None
            if _is_in_place(template, name, value, [other for other, _ in written], report):
                annotation = _read(template, name.removeprefix(PREFIX), value, report)
            if annotation is not None:
                found.append(annotation)
            else:
                report.broken.add(id(template))
    return found


def _of(node: Mapping, field: str = "metadata") -> Iterator[tuple[str, Node]]:
    """The names and values of the `kflint.dev/` annotations in a mapping's metadata."""
    metadata = node.mapping(field)
    annotations = metadata.mapping("annotations") if metadata is not None else None
    if annotations is not None:
        for name, value in annotations.fields.items():
            if name.startswith(PREFIX):
                yield name, value


def _report_misplaced(subject: WorkflowObject, report: Report) -> None:
    """Shorthand belongs to templates: anywhere else it would silently do nothing."""
    places = [(subject.root, "metadata", f"the {subject.kind}'s own metadata")]
    if subject.spec is not None:
        places += [(subject.spec, field, f"'{field}'") for field in ("podMetadata", "workflowMetadata")]
    if subject.kind == CRON_WORKFLOW and (cron := subject.root.mapping("spec")) is not None:
        places.append((cron, "workflowMetadata", "'workflowMetadata'"))
    if subject.template_defaults is not None:
        places.append((subject.template_defaults, "metadata", "'templateDefaults'"))
    for node, field, where in places:
        for name, value in _of(node, field):
            why = f"the annotation {name} has no meaning in {where}; write it in the metadata of each template that it is for"
            report.at(MISPLACED, value, why, key=True)


def _is_in_place(template: Template, name: str, value: Node, names: list[str], report: Report) -> bool:
    """Whether the annotation is known, fits the template and stands alone where it must; reports it if not."""
    kind = name.removeprefix(PREFIX)
    if kind not in KINDS:
        near = closest(name, [PREFIX + known for known in KINDS])
        tail = f"did you mean '{near}'?" if near else f"there are {', '.join(PREFIX + known for known in KINDS)}"
        report.at(UNKNOWN_ANNOTATION, value, f"'{name}' is not a shorthand annotation; {tail}", key=True)
        return False
    others = [other for other in names if other != name and other.removeprefix(PREFIX) in KINDS]
    if others:
        if names.index(name) > names.index(others[0]):
            report.at(EXCLUDING, value, f"{template.title} can't have both {others[0]} and {name}", key=True)
        return False
    if kind in MAKERS:
        return _has_no_body(template, name, value, report)
    if template.type in (*MOUNTING_TYPES, *CALLING_TYPES):
        return True
    what = f"is of type {template.types[0]}" if template.types else "has no body"
    why = f"{name} belongs on a container, script, containerSet, dag or steps template; {template.title} {what}"
    report.at(MISPLACED, value, why, key=True)
    return False


def _has_no_body(template: Template, name: str, value: Node, report: Report) -> bool:
    if not template.types:
        return True
    body = template.types[0]
    why = f"{name} writes the body of {template.title}, which has one already: '{body}'; take out one of the two"
    node = template.node.fields[body]
    report.at(BESIDE_BODY, value, why, key=True, related=(related_to(node, "the other body", key=True),))
    return False


def _read(template: Template, kind: str, value: Node, report: Report) -> Annotation | None:
    """The annotation's value as a mapping that fits its schema; None if it is none, which is reported."""
    name = PREFIX + kind
    if not isinstance(value, Scalar) or not isinstance(value.json, str):
        kinds = "a mapping" if isinstance(value, Mapping) else "a list" if not isinstance(value, Scalar) else "no text"
        why = f"the value of {name} is {kinds}, and that of an annotation must be a text"
        report.at(NOT_TEXT, value, why, key=True, help=f"write `{name}: |` and the fields below it, indented")
        return None
    documents = read_embedded(value)
    for document in documents:
        report.embed(document.text, value)
    problems = [problem for document in documents for problem in document.problems]
    for problem in problems:
        _report_problem(problem, kind, template, report)
    if problems:
        return None
    roots = [document.root for document in documents if document.root is not None]
    if len(roots) != 1 or not isinstance(roots[0], Mapping):
        _report_no_mapping(roots, name, value, report)
        return None
    annotation = Annotation(template, kind, value, roots[0])
    return annotation if _fits_schema(annotation, report) else None


def _report_problem(problem: Problem, kind: str, template: Template, report: Report) -> None:
    if problem.kind == "duplicate-key":
        paths = kind == MOUNTS and problem.text.string[problem.start : problem.end].strip("'\"").startswith("/")
        code, why = (MOUNT_PATH, "this mount path is given twice") if paths else (REPEATED_FIELD, problem.message)
        report.at_place(code, problem.text, problem.start, problem.end, why)
        return
    why = f"the value of {PREFIX}{kind} is not YAML that can be used: {problem.message}"
    report.at_place(NOT_YAML, problem.text, problem.start, problem.end, why, problem.hint)


def _report_no_mapping(roots: list[Node], name: str, value: Scalar, report: Report) -> None:
    if len(roots) > 1:
        report.at(NOT_YAML, roots[1], f"the value of {name} must be one YAML document; a second one begins here")
    elif roots and not (isinstance(roots[0], Scalar) and roots[0].is_null):
        kind = "a single value" if isinstance(roots[0], Scalar) else "a list"
        report.at(NOT_A_MAPPING, roots[0], f"the value of {name} must be a mapping of fields, not {kind}")
    else:
        report.at(NOT_A_MAPPING, value, f"the value of {name} is empty; it must be a mapping of fields", key=True)


def _fits_schema(annotation: Annotation, report: Report) -> bool:
    schema = load_schema(annotation.kind)
    validator = Validator(schema, report, annotation.name)
    if annotation.kind != MOUNTS:
        return validator.check(annotation.root, schema, annotation.name)
    if annotation.template.type in MOUNTING_TYPES:
        return validator.check(annotation.root, schema["$defs"]["mounts"], annotation.name)
    good = True
    for task, paths in annotation.root.fields.items():
        good &= validator.check(paths, schema["$defs"]["mounts"], f"the entry of task '{task}'")
    return good
