"""Renders bodies for tests."""

from feedmaker.config.schema import Articles, Config, Site
from feedmaker.loader.body.render import Body, BodyRenderer

SITE = "https://example.org/blog/"
PAGE = "https://example.org/blog/p/1.html"


def render(text: str, suffix: str = ".md", articles: Articles | None = None) -> Body:
    """Render the body of an article at PAGE."""
    config = Config(site=Site("Harbour", SITE, SITE), articles=articles or Articles())
    return BodyRenderer(config).render(text, kind="auto", suffix=suffix, base=PAGE, link=PAGE)
