"""Fuzzing with atheris, by hand: `python -m tests.safecount.fuzz.run definition FOLDER -max_total_time=300`."""
