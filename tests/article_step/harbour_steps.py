"""An article step: titles in capital letters, no notes."""

import feedmaker


def shout(article: feedmaker.Article) -> feedmaker.Article | None:
    """Write titles in capital letters, and keep notes out."""
    if "notes" in article.tags:
        return None
    if "broken" in article.tags:
        raise ValueError("this boat has no captain")
    return article._replace(title=article.title.upper())
