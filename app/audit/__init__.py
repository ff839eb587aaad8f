"""The logs for those who watch over the system: who did what, who tried to sign in."""
