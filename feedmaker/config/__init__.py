"""config.yaml → Config."""
