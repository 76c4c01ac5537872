"""Tuples with named fields, as `typing.NamedTuple` makes them, for one tenth of the time at start.

Importing `typing` and making some forty classes with it took a third of the time in which one file is linted. What is here does
what kflint uses of it: fields with defaults, methods, keywords, `_replace`, `_asdict`, pickling. Type checkers see the real one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from operator import itemgetter

    class _RecordType(type):
        """Turns the annotations of a class into the fields of a tuple."""

        def __new__(mcs, name, bases, namespace):
            if not bases:
                return super().__new__(mcs, name, (tuple,), namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            for number, field in enumerate(fields):
                namespace[field] = property(itemgetter(number))
            namespace.update(_fields=fields, _field_defaults=defaults, __slots__=(), __new__=_maker(name, fields, defaults))
            return super().__new__(mcs, name, bases, namespace)

    def _maker(name, fields, defaults):
        """The `__new__` of a record."""
        size, new = len(fields), tuple.__new__

        def make(cls, *values, **named):
            if len(values) == size and not named:
                return new(cls, values)
            given = dict(zip(fields, values, strict=False))
            doubtful = [field for field in named if field in given or field not in fields]
            missing = [field for field in fields if field not in given and field not in named and field not in defaults]
            if doubtful or missing or len(values) > size:
                raise TypeError(f"{name} takes the fields {', '.join(fields)}; given were {values} and {named}")
            return new(cls, [given[f] if f in given else named[f] if f in named else defaults[f] for f in fields])

        return make

    class NamedTuple(metaclass=_RecordType):
        """The base of all records; `_fields` names their fields in order."""

        __slots__ = ()
        _fields = ()

        def _replace(self, **changes):
            """The record with other values in some fields."""
            return type(self)(**{**self._asdict(), **changes})

        def _asdict(self):
            """The fields by name."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{field}={value!r}' for field, value in self._asdict().items())})"

        def __getnewargs__(self):
            return tuple(self)
