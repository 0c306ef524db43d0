"""The keyboard grid in which the marks of one period are entered; it knows no database, only a ``GridSource``."""
