"""What everything else stands on: database handle, clock, errors, column types, registries."""
