"""config.yaml → Config."""

from feedmaker.config.load import check_folders, load_config, parse_config

__all__ = ["check_folders", "load_config", "parse_config"]
