"""pandas, through SQLAlchemy as its manual says."""

import sys

import pandas as pd
import sqlalchemy
from questions import ask

engine = sqlalchemy.create_engine(f"duckdb:///{sys.argv[1]}?access_mode=read_only")
ask(
    "pandas",
    pd.__version__,
    lambda q: pd.read_sql(sqlalchemy.text(q), engine).to_numpy().tolist(),
    pd.errors.DatabaseError,
)
