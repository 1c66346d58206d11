"""nbformat without the grammars of addresses, which no notebook's schema asks for.

They belong to an optional checker of jsonschema, and take two seconds to compile. ``cqdata test``
has pytest load this module before nbval, which imports nbformat itself.
"""

from __future__ import annotations

import sys

_GRAMMARS = "rfc3987_syntax"
_absent = _GRAMMARS not in sys.modules
if _absent:
    sys.modules[_GRAMMARS] = None  # type: ignore[assignment]
try:
    import nbformat.v4
finally:
    if _absent:
        sys.modules.pop(_GRAMMARS, None)

__all__ = ["nbformat"]
