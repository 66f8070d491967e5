"""config.yaml → Config."""

from feedmaker.config.load import load_config, read_config

__all__ = ["load_config", "read_config"]
