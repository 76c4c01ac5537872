"""KF901-KF905: text from outside that becomes code, a pod's specification or a Kubernetes object."""

from __future__ import annotations

import re

from kflint.checks.registry import checks_object, checks_template
from kflint.findings.finding import Finding, at_node
from kflint.lang.tags import Tag, find
from kflint.model.programs import programs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.objects import WorkflowObject
    from kflint.model.programs import Program
    from kflint.model.templates import Template
    from kflint.source.nodes import Mapping

# The variables whose text comes from whoever submits the workflow, from an item of a loop, or out of another pod. Labels hold
# nothing but letters, digits and `-_.`.
_OUTSIDE = re.compile(
    r"(?:inputs|workflow)\.parameters\b|workflow\.annotations\b|item\b"
    r"|(?:steps|tasks)\.[^.]+\.outputs\.(?:parameters\.|result)|workflow\.outputs\.parameters\b"
)
_IN_EXPRESSION = re.compile(
    r"\b(?:(?:inputs|workflow)\.parameters\b|workflow\.annotations\b|item\b"
    r"|(?:steps|tasks)\b.*\boutputs\.(?:parameters|result))"
)
# Functions whose result is a number, or is quoted.
_HARMLESS = re.compile(r"\b(?:asInt|asFloat|int|float|len|toJson|toJSON|sha256sum|sha1sum|b64enc|toBase64|urlquery)\s*\(")
# A download that is run as it comes: `curl … | sh`, `sh -c "$(curl …)"`, `bash <(wget …)`; not `curl … | python -m json.tool`.
_DOWNLOAD = r"(?:\$\(|<\(|`)\s*(?:curl|wget)\s[^\n)`]*"
_PIPED_INTO = r"(?:sudo\s+(?:-\S+\s+)*)?(?:env\s+(?:\S+=\S*\s+)*)?(?:/\S*/)?(?:(?:ba|da|k|z|a)?sh|python[0-9.]*|perl|ruby|node)"
_DOWNLOADED_CODE = re.compile(
    rf"\b(?:curl|wget)\s(?:[^\n|;&]|\\\n)*\|\s*{_PIPED_INTO}(?=\s*(?:$|[;|&)>\n\"'`])|\s+-(?:s\b|[eux]*(?:\s|$)))"
    rf"|\b(?:ba|da|k|z|a)?sh\s+(?:-\S+\s+)*[\"']?{_DOWNLOAD}"
    rf"|(?:\beval|\bsource|(?:^|[;&\s])\.)\s+[\"']?{_DOWNLOAD}"
)


@checks_template("KF901", "KF902", "KF905")
def program_text(template: Template, context: Context) -> Iterator[Finding]:
    """Tags in program texts, and programs that run what they download."""
    for program in programs_of(template):
        value = program.text.value
        if "{{" in value:
            yield from _pasted(program)
        if program.is_shell and ("curl" in value or "wget" in value):
            for found in _DOWNLOADED_CODE.finditer(value):
                if not _in_comment(value, found.start()):
                    why = "this runs whatever the server sends today; download it, compare its checksum, and run it then"
                    yield at_node("KF905", program.text, why, part=(found.start(), found.end()))


def _pasted(program: Program) -> Iterator[Finding]:
    """One finding for each variable in a program's text, at its first place."""
    told: set[str] = set()
    for tag in find(program.text.value):
        if not tag.closed or tag.text in told or not _from_outside(tag):
            continue
        told.add(tag.text)
        part = (tag.start, tag.end)
        shown = program.text.value[tag.start : tag.end]
        if shown == program.text.value.strip():
            code, runner = ("KF901", "this script") if program.is_script else ("KF902", f"'{program.interpreter}'")
            yield at_node(code, program.text, f"whoever gives {shown} chooses the whole program that {runner} runs", part=part)
            continue
        variable = variable_name(tag.text)
        how = f"add 'env: [{{name: {variable}, value: \"{shown}\"}}]' and write {_use(program, variable)} in its place"
        if program.is_script:
            why = f"the text of {shown} becomes part of the script, and can hold code of its own"
            yield at_node("KF901", program.text, why, part=part, help=how)
        else:
            why = f"the text of {shown} becomes part of the program that '{program.interpreter}' runs, and can hold code of its own"
            yield at_node("KF902", program.text, why, part=part, help=how)


def _from_outside(tag: Tag) -> bool:
    """Whether the text that a tag stands for is made by someone else than the author of the workflow."""
    if tag.is_expression:
        return _IN_EXPRESSION.search(tag.text) is not None and _HARMLESS.search(tag.text) is None
    return _OUTSIDE.match(tag.text) is not None


def variable_name(tag: str) -> str:
    """A name for the environment variable that takes the text of a tag: its last part, in capitals."""
    parts = re.findall(r"[A-Za-z0-9_]+", tag.rpartition(".")[2]) if "(" not in tag and " " not in tag else []
    name = "_".join(parts).upper()
    return name if name and not name[0].isdigit() else "VALUE"


def _use(program: Program, variable: str) -> str:
    if program.interpreter.startswith("python"):
        return f'os.environ["{variable}"]'
    if program.interpreter.startswith("node"):
        return f"process.env.{variable}"
    return f'"${variable}"' if program.is_shell or not program.interpreter else f"the variable {variable}"


def _in_comment(value: str, at: int) -> bool:
    return value[value.rfind("\n", 0, at) + 1 : at].lstrip().startswith("#")


@checks_object("KF903")
def patch_of_spec(subject: WorkflowObject, context: Context) -> Iterator[Finding]:
    """Tags in the podSpecPatch of the spec and of the templates' defaults."""
    for holder in (subject.spec, subject.template_defaults):
        if holder is not None:
            yield from _patched(holder)


@checks_template("KF903", "KF904")
def patch_and_manifest(template: Template, context: Context) -> Iterator[Finding]:
    """Tags in a template's podSpecPatch, and manifests that are nothing but a tag."""
    yield from _patched(template.node)
    resource = template.node.mapping("resource")
    manifest = resource.string("manifest") if resource is not None else None
    if manifest is None or "{{" not in manifest.value:
        return
    tag = find(manifest.value)[0]
    if tag.closed and manifest.value.strip() == manifest.value[tag.start : tag.end] and _from_outside(tag):
        why = f"whoever gives {manifest.value.strip()} can make any object that the service account may make"
        yield at_node("KF904", manifest, why, part=(tag.start, tag.end))


def _patched(holder: Mapping) -> Iterator[Finding]:
    """One finding for each variable in a patch, at its first place. Quotes in the patch protect nothing: the text may end them."""
    patch = holder.string("podSpecPatch") if "podSpecPatch" in holder.fields else None
    if patch is None or "{{" not in patch.value:
        return
    told: set[str] = set()
    for tag in find(patch.value):
        if tag.closed and tag.text not in told and _from_outside(tag):
            told.add(tag.text)
            shown = patch.value[tag.start : tag.end]
            why = f"the text of {shown} becomes part of the pod's specification, and can add anything to it, such as 'privileged'"
            yield at_node("KF903", patch, why, part=(tag.start, tag.end))
