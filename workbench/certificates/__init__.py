"""Client certificates: which one a URL gets and why, what is in their files, and their passphrases."""
