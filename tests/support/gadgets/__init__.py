"""A module that only the tests know: everything that one adds to the application, declared."""
