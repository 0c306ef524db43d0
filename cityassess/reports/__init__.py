"""File formats in and out: workbooks, CSV, YAML and PDF; no SQL, no Qt."""
