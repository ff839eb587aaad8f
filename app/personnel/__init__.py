"""People of the supervision organizations: the roster (在职工作人员), their certificates.

A *person* is on the roster of one organization; a *supervisor* holds at least
one valid certificate, *dual* means one of each type.
"""
