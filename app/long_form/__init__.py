"""Long forms: content, draft, files, version, doubts and state of a record, stored together.

A module declares a ``LongForm`` (what may be filed, and by which key a record is known) and
derives its screen from ``LongFormView``. Plain screens get draft and files by ``KeptForm``.
"""
