"""Reading app packages: what an Android or iOS app says about itself before it ever runs."""
