"""The pages of the window, one thing each."""
