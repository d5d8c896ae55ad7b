"""The demo's fictional places: texts in TOML, read by ``load_demo``. None of it is ever loaded in production."""
