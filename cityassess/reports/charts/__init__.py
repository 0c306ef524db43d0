"""Charts on paper and as pictures: planned in our own measures, drawn by matplotlib, carried off as marks.

``paper`` gives the marks of a chart for a page, ``pictures`` the same marks as PNG and SVG.
"""
