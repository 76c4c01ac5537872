"""KF032-KF034: programs in YAML's blocks of text whose lines, ends and delimiters are not what they look like."""

from __future__ import annotations

from kflint.checks.registry import checks_template
from kflint.findings.finding import Finding, at_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kflint.checks.registry import Context
    from kflint.model.programs import Program
    from kflint.model.templates import Template
    from kflint.source.nodes import Scalar

# Commands that take no other command as an argument: one at the start of a line ends what stood before.
_COMMANDS = frozenset(("echo", "printf", "cd", "mkdir", "rm", "cp", "mv", "export", "set", "sleep", "exit"))
_CONTINUES = ("\\", ";", "&", "|", "{", "(", ",", "then", "do", "else", "\"", "'")


@checks_template("KF032", "KF033", "KF034")
def layout(template: Template, context: Context) -> Iterator[Finding]:
    """The program texts of a template's containers."""
    if not any(kind in template.node.fields for kind in ("script", "container", "containerSet", "sidecars", "initContainers")):
        return
    from kflint.model.programs import programs_of

    for program in programs_of(template):
        if program.text.style == ">":
            yield from _folded(program)
        if program.is_shell and program.text.style == "|":
            yield from _heredocs(program.text)
            yield from _broken_continuations(program.text)


def _folded(program: Program) -> Iterator[Finding]:
    """Lines that `>` joins although each is a statement, or the first a comment."""
    for line, following in joined_lines(program.text):
        what = _swallowed(line, following, program)
        if what is not None:
            why = f"'>' joins lines into one: '{_shortened(following)}' becomes {what} '{_shortened(line)}'; write '|'"
            yield at_node("KF032", program.text, why)
            return


def _swallowed(line: str, following: str, program: Program) -> str | None:
    """What the following line becomes of this line, if that can't be meant."""
    is_python = program.interpreter.startswith("python")
    if line.startswith("#") and (program.is_shell or is_python):
        return "part of the comment"
    if is_python:
        return "part of the statement" if _is_python_statement(line) and _is_python_statement(following) else None
    if not program.is_shell or line.rstrip().endswith(_CONTINUES) or line.count('"') % 2 or line.count("'") % 2:
        return None
    words, next_words = line.split(), following.split()
    if words[0] in _COMMANDS and next_words[0] in _COMMANDS and len(next_words) > 1:
        return "arguments of"
    return None


def _is_python_statement(line: str) -> bool:
    """Whether a line is surely a whole statement of its own."""
    return (line.startswith(("import ", "print(")) and line.count("(") == line.count(")")) or (
        line.startswith("from ") and " import " in line and not line.endswith(("(", ",", "\\"))
    )


def joined_lines(scalar: Scalar) -> list[tuple[str, str]]:
    """The pairs of lines that the folding of a `>` scalar joins by a blank, without their indentation."""
    from itertools import pairwise

    from kflint.source.place import block_indent

    indent = block_indent(scalar)
    lines = [line[indent:] for line in scalar.text.string[scalar.start : scalar.end].splitlines()[1:]]
    return [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip() and a[0] not in " \t" and b[0] not in " \t"]


def _shortened(line: str) -> str:
    line = line.strip()
    return line if len(line) <= 30 else line[:29] + "…"


def _heredocs(text: Scalar) -> Iterator[Finding]:
    """Here-documents whose delimiter stands on a line with blanks, so that the shell reads on to the end of the program."""
    lines = text.value.split("\n")
    number = 0
    while number < len(lines):
        opened = _delimiter(lines[number])
        number += 1
        if opened is None:
            continue
        word, strips_tabs = opened
        rest = [line.lstrip("\t") if strips_tabs else line for line in lines[number:]]
        if word in rest:
            number += rest.index(word) + 1
            continue
        near = next((index for index, line in enumerate(rest) if line.strip() == word), None)
        if near is not None:
            yield _unclosed(text, word, lines[: number + near + 1])
            return


def _delimiter(line: str) -> tuple[str, bool] | None:
    """The delimiter of the here-document that a line begins, and whether tabs before it count for nothing (`<<-`).

    None where `<<` is something else: `<<<`, a shift in arithmetic, a comment, quoted text.
    """
    if "<<" not in line or "<<<" in line or "((" in line or line.lstrip().startswith("#"):
        return None
    import re

    found = re.search(r"<<(-?)[ \t]*(['\"\\]?)([A-Za-z_][A-Za-z0-9_]*)(['\"]?)(?=[\s;|&<>)]|$)", line)
    if found is None:
        return None
    before = line[: found.start()]
    quoted = (before.count('"') % 2 and "$(" not in before) or before.count("'") % 2
    return None if quoted else (found[3], bool(found[1]))


def _unclosed(text: Scalar, word: str, lines: list[str]) -> Finding:
    """The finding at the last of the lines, where the delimiter stands among blanks."""
    line = lines[-1]
    start = sum(len(each) + 1 for each in lines[:-1])
    where = "before" if line[:1].isspace() else "behind"
    why = f"this does not end the text that '<<' begins, as blanks stand {where} it: the shell reads on to the end of the program"
    return at_node("KF033", text, why, part=(start, start + len(line)), help=f"write {word} alone on its line, at its very start")


def _broken_continuations(text: Scalar) -> Iterator[Finding]:
    """A backslash that should continue the line, and blanks behind it."""
    value, at = text.value, 0
    while (end := value.find("\n", at)) >= 0:
        line = value[at:end]
        bare = line.rstrip(" \t")
        slashes = len(bare) - len(bare.rstrip("\\"))
        following = value[end + 1 :].split("\n", 1)[0]
        if slashes % 2 and bare != line and following.strip() and not line.lstrip().startswith("#"):
            start = at + len(bare) - 1
            why = "a blank stands behind the backslash, so the command ends here and the next line is one of its own"
            yield at_node("KF034", text, why, part=(start, start + 1), help="take the blanks at the end of the line away")
        at = end + 1
