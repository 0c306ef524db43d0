"""City-management assessment: from spot checks to rankings, supervision colours and the printed bulletin."""

__version__ = "0.1.0"
