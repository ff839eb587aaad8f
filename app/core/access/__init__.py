"""Who may do what with whose rows: sign-in, rights, scope and the audit trail."""
