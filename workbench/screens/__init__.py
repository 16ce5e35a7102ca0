"""The screens: each one task of a person, full size, answered by a dismissed value."""
