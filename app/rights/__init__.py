"""Rights in words: what each user may do and why, and what roles and bundles give."""
