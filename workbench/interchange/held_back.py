"""Secrets of a request (contract §7) taken out of what is copied: a variable of the shell stands in their place."""

from __future__ import annotations

import re
from typing import Final

from workbench import masking
from workbench.models import Field, FormField

_UNFIT: Final = re.compile(r"[^A-Za-z0-9]+")
_VARIABLE: Final = re.compile(r"\{\{[^{}\n]+\}\}")
_CLEAR: Final = re.compile(r"\w")
_MASK: Final = "********"


class HeldBack:
    """Holds secrets back, or with `show` none; `names` are the variables that stand for them."""

    def __init__(self, *, show: bool) -> None:
        self._show = show
        self._values: dict[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The variables, in order."""
        return tuple(self._values)

    def secret(self, name: str, value: str) -> str:
        """Return what stands for a value; one of nothing but `{{variables}}` and signs between them stays."""
        if self._show or not _CLEAR.search(_VARIABLE.sub("", value)):
            return value
        stem = _UNFIT.sub("_", name).strip("_").upper() or "SECRET"
        stem = f"_{stem}" if stem[0].isdigit() else stem
        free, number = stem, 2
        while self._values.get(free, value) != value:
            free, number = f"{stem}_{number}", number + 1
        self._values[free] = value
        return f"{{{{{free}}}}}"

    def header(self, header: Field) -> str:
        """Return a header's value; a scheme such as Bearer before the secret stays."""
        if not masking.is_secret_name(header.name):
            return masking.within_header(header.name, header.value, self.secret)
        scheme = masking.mask(header.value).partition(_MASK)[0]
        return scheme + self.secret(header.name, header.value[len(scheme) :])

    def field(self, field: FormField) -> str:
        """Return a form field's value."""
        return self.secret(field.name, field.value) if masking.is_secret_name(field.name) else field.value

    def pairs(self, text: str) -> str:
        """Return a query, or an urlencoded form."""
        return masking.form(text, self.secret)

    def url(self, text: str) -> str:
        """Return a URL."""
        return masking.url(text, self.secret)

    def user(self, text: str, what: str) -> str:
        """Return `user:password`."""
        name, colon, password = text.partition(":")
        return f"{name}{colon}{self.secret(what, password)}"
