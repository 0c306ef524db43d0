"""File formats in and out: workbooks, CSV, YAML, PDF and Word; no SQL, no Qt."""

import os

# openpyxl takes lxml where it is installed, which other libraries bring along; strangers' files go through defusedxml.
os.environ["OPENPYXL_LXML"] = "False"
