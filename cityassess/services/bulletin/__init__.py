"""The bulletin of a period: written from the data by a template, edited by hand with its figures bound, issued."""
