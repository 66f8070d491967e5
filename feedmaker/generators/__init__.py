"""A site's folder → what its generator's configuration says, in the words of config.yaml.

Nothing of a site is ever run: configurations written in a programming language are read, not executed.
"""

from feedmaker.generators.config_text import config_text
from feedmaker.generators.detection import recognise
from feedmaker.generators.recognition import Recognition, Setting

__all__ = ["Recognition", "Setting", "config_text", "recognise"]
