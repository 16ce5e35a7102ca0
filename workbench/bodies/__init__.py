"""The bodies of answers as lines to look at, at any size: what knows nothing of a screen."""
