"""The functions that gojq 0.12.19 has as Argo runs it: without modules, inputs, `debug` and the environment."""

from __future__ import annotations


def _arities(table: dict[tuple[int, ...], str]) -> dict[str, tuple[int, ...]]:
    return {name: arities for arities, names in table.items() for name in names.split()}


# Names by the numbers of arguments that they take. Those that begin with '_' are what operators stand for.
FUNCTIONS = _arities(
    {
        (0,): """
            _captures _negate _plus _tobase64 _tobase64d _tocsv _tohtml _tosh _totsv _touri _tourid abs acos
            acosh arrays ascii_downcase ascii_upcase asin asinh atan atanh booleans builtins cbrt ceil cos cosh
            empty env erf erfc exp exp10 exp2 explode expm1 fabs finites floor frexp from_entries fromdate
            fromdateiso8601 fromjson gamma gmtime halt implode infinite isfinite isinfinite isnan isnormal
            iterables j0 j1 keys length lgamma localtime log log10 log1p log2 logb ltrim max min mktime modf
            modulemeta nan nearbyint normals not now nulls numbers objects reverse rint round rtrim scalars
            significand sin sinh sort sqrt strings tan tanh tgamma to_entries toboolean todate todateiso8601
            tojson tonumber tostream tostring transpose trim trunc type unique utf8bytelength values y0 y1
        """,
        (0, 1): "add combinations error first flatten halt_error last paths",
        (0, 1, 2): "all any recurse",
        (1,): """
            _group_by _last _max_by _min_by _sort_by _unique_by bsearch contains del delpaths endswith format
            fromstream getpath group_by has in index indices inside isempty join ltrimstr map map_values max_by
            min_by path pick repeat rindex rtrimstr select sort_by startswith strflocaltime strftime strptime
            trimstr truncate_stream unique_by walk with_entries
        """,
        (1, 2): "IN INDEX capture match nth scan split splits test",
        (1, 2, 3): "range",
        (2,): """
            _add _alternative _assign _divide _equal _greater _greatereq _index _less _lesseq _modify _modulo
            _multiply _notequal _subtract atan2 copysign drem fdim fmax fmin fmod hypot jn ldexp limit nextafter
            nexttoward pow remainder scalb scalbln setpath skip until while yn
        """,
        (2, 3): "gsub sub",
        (2, 3, 4): "JOIN",
        (3,): "_match _range _slice fma",
    }
)

# What jq has and gojq, or gojq as Argo runs it, has not.
ABSENT = {
    "input": "there is only one input here",
    "inputs": "there is only one input here",
    "debug": "nothing can be printed from here",
    "stderr": "nothing can be printed from here",
    "input_filename": "the input is not a file",
    "input_line_number": "the input is not a file",
    "get_search_list": "there are no modules here",
    "toarray": "write 'if type == \"array\" then . else [.] end'",
    "leaf_paths": "write 'paths(scalars)'",
    "recurse_down": "write 'recurse'",
    "ascii": "write '[.] | implode'",
    "date": "write 'todate'",
    "dateadd": "add seconds to a number of seconds",
    "datesub": "subtract seconds from a number of seconds",
    "have_decnum": "integers are always kept exactly",
    "have_literal_numbers": "integers are always kept exactly",
    "pow10": "write 'exp10'",
    "lgamma_r": "write 'lgamma'",
    "$__loc__": "lines are not known here",
    "$__prog_args": "there is no command line here",
}
