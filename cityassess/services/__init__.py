"""What the office does, one short method per action, each returning what it changed."""
