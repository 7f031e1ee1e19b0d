"""Measures a running deployment from outside: `python -m loadtest --help`. Nothing of the project imports this."""
