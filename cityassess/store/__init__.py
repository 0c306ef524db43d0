"""The office's database: the only package that imports SQLAlchemy."""
