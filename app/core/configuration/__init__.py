"""What an office may set, and what of it is kept in memory: parameters, dictionaries, numbers."""
