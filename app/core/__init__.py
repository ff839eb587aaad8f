"""The kernel: people, organizations, sign-in, scope, audit and jobs; it knows no process."""
