"""What lies between the app and the person: the terminal, its life, its keys and its clipboard."""
