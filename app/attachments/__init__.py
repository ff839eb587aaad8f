"""Engine for files: a module declares what its records carry, and the engine does the rest.

A *holder* says which slots a record has and who may read and change them. A
file is sent by itself when it is chosen, checked, and waits for its form; the
module's own operation attaches it. Everything is served through one address.
"""
