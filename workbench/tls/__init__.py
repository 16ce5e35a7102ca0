"""TLS without HTTP: contexts, what happened on the wire, what is wrong with a chain, and the words for it."""
