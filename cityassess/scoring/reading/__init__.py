"""From a scheme file's tree to frozen values, every fault noted with its line, and back to a tree."""
