"""The desk of a bulletin's draft: its text with bound figures, outline, forms, checks, and what can be undone."""
