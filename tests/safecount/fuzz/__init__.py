"""Fuzzing with atheris, by hand: `python -m tests.safecount.fuzz.run TARGET FOLDER -max_total_time=600 -max_len=2000`.

Targets: definition, csv, gz, jsonl, json (ArcGIS, Socrata, GeoJSON), xlsx, parquet. `FOLDER` begins as a copy of the corpus.
"""
