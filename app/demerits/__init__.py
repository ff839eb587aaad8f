"""动态考核记分: demerit points of people in a yearly cycle, and what follows from their total."""
