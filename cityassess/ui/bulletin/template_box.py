"""The box that chooses the template of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft


class TemplateBox(QComboBox):
    """Lists the templates that a draft may go by; where there is one only, there is nothing to choose."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("通报模板")
        self.setToolTip("通报模板")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(160)

    def show_draft(self, draft: Draft) -> None:
        """List the templates of a draft, with its own chosen."""
        names = [template.name for template in draft.templates]
        if names != [self.itemText(n) for n in range(self.count())]:
            self.clear()
            self.addItems(names)
        ids = [template.id for template in draft.templates]
        used = draft.template.id if draft.template is not None else ""
        self.setCurrentIndex(ids.index(used) if used in ids else -1)
        self.setEnabled(len(ids) > 1)
