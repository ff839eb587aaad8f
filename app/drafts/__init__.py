"""Drafts: what people type into long forms, kept on the server from the first seconds on.

A draft belongs to an organization and a record, so colleagues share it. Each open
window writes its own text of a field; what a window has not shown stays beside it.
A module declares a ``DraftForm``, opens it in its view and closes it as it stores.
"""
