"""Speed and size, measured as ratios against a named peer in one run."""
