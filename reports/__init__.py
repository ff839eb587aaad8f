"""The definitions of all reports; each module names the files with its own."""
