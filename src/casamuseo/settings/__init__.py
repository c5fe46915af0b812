"""Settings: `base` for every installation, `dev` for the demonstration, `test` for the tests."""
