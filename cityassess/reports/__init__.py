"""File formats: strangers' files in, workbooks and the printed bulletin out."""

import os

# openpyxl takes lxml where it is installed, which other libraries bring along; strangers' files go through defusedxml.
os.environ["OPENPYXL_LXML"] = "False"
