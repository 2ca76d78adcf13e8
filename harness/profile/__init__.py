"""Reading a profile: TOML to model, with the line and column of whatever is wrong."""
