"""Item models over frozen values; they ask ``wording`` for text and compute nothing."""
