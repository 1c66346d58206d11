"""Errors that say what was found and what was expected."""


class DataError(ValueError):
    """Input data break their contract."""


class MixedBasisError(DataError):
    """Values of different bases or vintages were about to be used as one series."""


class NotProjectable(DataError):
    """A series has too few usable values for the method asked for."""
