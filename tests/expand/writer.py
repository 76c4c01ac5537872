"""Writes plain data as YAML in random styles, and remembers which lines belong to shorthand and which may grow."""

from __future__ import annotations

import json
import random
import re
from typing import Any, NamedTuple

Data = dict[str, Any]

KEPT, GONE, GROWS = "kept", "gone", "grows"
_PLAIN = re.compile(r"[A-Za-z/.][-A-Za-z0-9/._]*(?: [A-Za-z0-9/.&|=-]+)*\Z")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
PREFIX = "kflint.dev/"


class Line(NamedTuple):
    """A line without its end, and what becomes of it: it stays, it goes with the shorthand, or it may grow."""

    text: str
    fate: str


class Written(NamedTuple):
    """A text with its lines and the comments in it that must survive."""

    text: str
    lines: list[Line]
    comments: list[str]


class Writer:
    """One author with habits."""

    def __init__(self, rng: random.Random, aliases: bool = False) -> None:
        self.rng = rng
        self.aliases = aliases
        self.anchors: dict[str, str] = {}
        self.step = rng.choice([2, 2, 3, 4])
        self.dash = rng.choice([0, 0, 2, self.step])
        self.quote = rng.choice("'\"")
        self.flow = rng.choice([0.0, 0.1, 0.4])
        self.spread = rng.choice([0.0, 0.0, 0.5, 1.0])
        self.commented = rng.choice([0.0, 0.1, 0.3])
        self.spaced = rng.choice([0.0, 0.1])
        self.eol = rng.choice(["\n", "\n", "\r\n"])
        self.comments: list[str] = []

    def document(self, data: Data) -> list[Line]:
        return self.block(data, 0, KEPT)

    def comment(self, fate: str) -> str:
        """A comment with a name of its own, or nothing. Inside shorthand comments go with it."""
        if self.rng.random() >= self.commented:
            return ""
        text = f"# note {self.rng.randint(0, 10**9)}: {{[ '"
        if fate != "value":
            self.comments.append(text)
        return text

    def spacing(self, indent: int, fate: str) -> list[Line]:
        lines = []
        if self.rng.random() < self.spaced:
            lines.append(Line("", GONE))
        note = self.comment(fate)
        if note:
            lines.append(Line(" " * indent + note, GONE))
        return lines

    def block(self, value: Any, indent: int, fate: str) -> list[Line]:
        lines: list[Line] = []
        if isinstance(value, dict):
            for key, each in value.items():
                if lines:
                    lines += self.spacing(indent, fate)
                lines += self.entry(key, each, indent, fate)
        else:
            for item in value:
                lines += self.spacing(indent, fate)
                lines += self.item(item, indent, fate)
        return lines

    def entry(self, key: str, value: Any, indent: int, fate: str) -> list[Line]:
        blanks = " " * indent
        name = self.scalar(key)
        if key.startswith(PREFIX):
            return self.annotation(blanks + name, value, indent)
        inner = GONE if fate == KEPT and _is_only_shorthand(key, value) else fate
        if fate == "value" and key in ("k8sResource", "k8s_resource"):
            inner = "manifest"
        head = f"{blanks}{name}:"
        if isinstance(value, (dict, list)) and value:
            alias, head = self.shared(value, head, fate)
            if alias:
                return [Line(f"{head} {alias}{self.trailing(fate)}", GROWS)]
            if self.rng.random() >= self.flow_chance(key, value):
                under = indent + (self.step if isinstance(value, dict) else self.dash)
                note = self.trailing("value" if inner == "manifest" else inner)
                return [Line(head + note, inner), *self.block(value, under, inner)]
            if fate == KEPT and self.rng.random() < self.spread:
                return self.spread_out(head + " ", value, indent, inner)
        if isinstance(value, (dict, list)):
            return [Line(f"{head} {self.in_line(value)}{self.trailing(fate)}", inner if inner == GONE else GROWS)]
        if isinstance(value, str) and "\n" in value and self.rng.random() < 0.7:
            return self.literal(head, value, indent, fate)
        return [Line(f"{head} {self.scalar(value)}{self.trailing(fate)}", GROWS if key == "depends" else fate)]

    def shared(self, value: Any, head: str, fate: str) -> tuple[str, str]:
        """The alias of a value that stands in the text already, or else the head of its entry with an anchor behind it."""
        said = json.dumps(value)
        if not self.aliases or fate != KEPT or self.rng.random() < 0.3:
            return "", head
        if said in self.anchors:
            return f"*{self.anchors[said]}", head
        self.anchors[said] = f"a{len(self.anchors)}"
        return "", f"{head} &{self.anchors[said]}"

    def spread_out(self, head: str, value: Any, indent: int, fate: str) -> list[Line]:
        """A flow collection over several lines, with comments and perhaps a comma at the end."""
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        lines = [Line(head + opening + self.trailing(fate), fate)]
        blanks = " " * (indent + self.step)
        entries = list(value.items()) if isinstance(value, dict) else [("", item) for item in value]
        for number, (key, each) in enumerate(entries):
            text = self.flow_entry(key, each) if isinstance(value, dict) else self.in_line(each)
            comma = "," if number < len(entries) - 1 or self.rng.random() < 0.5 else ""
            gone = fate == KEPT and _is_only_shorthand(key, each)
            if self.rng.random() < self.commented:
                lines.append(Line(blanks + self.trailing(fate), GONE))
            lines.append(Line(f"{blanks}{text}{comma}{self.trailing(fate)}", GONE if gone else GROWS))
        return [*lines, Line(" " * indent + closing, fate)]

    def flow_chance(self, key: str, value: Any) -> float:
        return 0.0 if key in ("templates", "spec", "workflowSpec", "steps", "dag") and len(str(value)) > 300 else self.flow

    def item(self, value: Any, indent: int, fate: str) -> list[Line]:
        blanks = " " * indent
        if isinstance(value, (dict, list)) and value and self.rng.random() >= self.flow_chance("item", value):
            width = self.rng.choice([2, 2, 2, 3]) if isinstance(value, dict) else 2
            first, *rest = self.block(value, indent + width, fate)
            while not first.text.strip() or first.text.lstrip().startswith("#"):
                first, *rest = rest
            fate = first.fate
            if fate == GONE:
                # The next field that stays moves up beside the dash.
                fate = GROWS
                stays = next((number for number, line in enumerate(rest) if line.fate == KEPT), None)
                if stays is not None:
                    rest[stays] = Line(rest[stays].text, GROWS)
            return [Line(blanks + "-" + " " * (width - 1) + first.text[indent + width :], fate), *rest]
        if isinstance(value, (dict, list)):
            return [Line(f"{blanks}- {self.in_line(value)}{self.trailing(fate)}", GROWS)]
        return [Line(f"{blanks}- {self.scalar(value)}{self.trailing(fate)}", fate)]

    def trailing(self, fate: str) -> str:
        note = self.comment(fate)
        return " " * self.rng.randint(1, 3) + note if note else ""

    def literal(self, head: str, value: str, indent: int, fate: str) -> list[Line]:
        lines = value.split("\n")
        final = value.endswith("\n")
        header = "|" if final else "|-"
        body = lines[:-1] if final else lines
        if body[0].startswith(" "):
            header = f"|{self.step}{'' if final else '-'}"
        blanks = " " * (indent + self.step)
        return [
            Line(f"{head} {header}{self.trailing(fate)}", fate),
            *(Line(blanks + line if line else "", fate if line else GONE) for line in body),
        ]

    def annotation(self, head: str, value: Data, indent: int) -> list[Line]:
        """A shorthand annotation: its value is text in one of many forms."""
        form = self.rng.random()
        if form < 0.6:
            inside = Writer(self.rng)
            text = "\n".join(line.text for line in inside.block(value, 0, "value")) + "\n"
            self.comments += inside.comments
            if form < 0.5:
                return [Line(line.text, GONE) for line in self.literal(f"{head}:", text, indent, GONE)]
            return [Line(f"{head}: {json.dumps(text)}{self.trailing(GONE)}", GONE)]
        text = json.dumps(value)
        if form < 0.8:
            return [Line(f"{head}: '{text.replace(chr(39), chr(39) * 2)}'{self.trailing(GONE)}", GONE)]
        return [Line(f"{head}: >-", GONE), Line(" " * (indent + self.step) + text, GONE)]

    def in_line(self, value: Any) -> str:
        if isinstance(value, dict):
            entries = (self.flow_entry(key, each) for key, each in value.items())
            return self.rng.choice(["{%s}", "{ %s }"]) % ", ".join(entries) if value else "{}"
        if isinstance(value, list):
            return "[" + ", ".join(self.in_line(item) for item in value) + "]"
        return self.scalar(value, flow=True)

    def flow_entry(self, key: str, value: Any) -> str:
        if key.startswith(PREFIX):
            return f"{self.scalar(key, flow=True)}: {json.dumps(json.dumps(value))}"
        return f"{self.scalar(key, flow=True)}: {self.in_line(value)}"

    def scalar(self, value: Any, flow: bool = False) -> str:
        if not isinstance(value, str):
            return json.dumps(value)
        plain = _PLAIN.match(value) and value.lower() not in _WORDS and not (flow and re.search("[&|=]", value))
        if plain and self.rng.random() < 0.9:
            return value
        if "\n" in value or (self.quote == '"' and "\\" not in value):
            return json.dumps(value)
        return "'" + value.replace("'", "''") + "'"


def _is_only_shorthand(key: str, value: Any) -> bool:
    """Whether a field goes with the shorthand in it."""
    if key == "metadata" and isinstance(value, dict):
        return list(value) == ["annotations"] and _is_only_shorthand("annotations", value["annotations"])
    return key == "annotations" and isinstance(value, dict) and all(name.startswith(PREFIX) for name in value)


def write(data: Data, rng: random.Random, aliases: bool = False) -> Written:
    """The data as YAML text in a random style; the values of shorthand annotations become text themselves.

    With `aliases` what is said twice may be written once.
    """
    writer = Writer(rng, aliases)
    lines = writer.document(data)
    text = writer.eol.join(line.text for line in lines) + (writer.eol if rng.random() < 0.9 else "")
    if not text.endswith("\n"):
        # The header of a block scalar at the very end must say then that there is no line end.
        lines = [Line(line.text, GROWS) if re.search(r"[:-] \|", line.text) else line for line in lines]
    kept = [comment for comment in writer.comments if comment in text]
    return Written(text, lines, kept)


def write_json(data: Data, rng: random.Random) -> str:
    """The data as JSON."""
    return json.dumps(as_text(data), indent=rng.choice([None, 2, 4, "\t"]))


def as_text(data: Any) -> Any:
    """The data with the values of its shorthand annotations as JSON text."""
    if isinstance(data, dict):
        return {key: json.dumps(value) if key.startswith(PREFIX) else as_text(value) for key, value in data.items()}
    return [as_text(item) for item in data] if isinstance(data, list) else data
