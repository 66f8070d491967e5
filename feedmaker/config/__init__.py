"""config.yaml → Config."""

from feedmaker.config.load import check_paths, load_config, parse_config

__all__ = ["check_paths", "load_config", "parse_config"]
