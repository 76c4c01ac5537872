"""jq filters: `outputs.parameters[].valueFrom.jqFilter` of resource templates.

Argo gives the filter to gojq 0.12.19 after the action of the template is done, so a filter that gojq refuses fails the step after
the object was changed. The result is every output on its own line, strings raw, the rest as JSON.
"""

from __future__ import annotations

from kflint.lang.jq_names import check
from kflint.lang.jq_parser import parse as parse_syntax
from kflint.lang.jq_tree import Program
from kflint.lang.mistake import Mistake


def parse(text: str) -> Program:
    """Parse a filter and look up the functions and variables in it.

    Raises Mistake for what gojq refuses to parse or to compile, and for filters nested more than 120 levels deep.
    """
    try:
        program = parse_syntax(text)
        check(program)
    except RecursionError:
        raise Mistake("the filter is nested too deeply", 0, len(text)) from None
    return program
