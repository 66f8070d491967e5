"""Article → entry and its fragments of documents, with the settings of one configuration."""

import os
from collections.abc import Mapping

from feedmaker.build.local_files import LocalFiles
from feedmaker.build.workers.context import BuildContext, build_formats
from feedmaker.build.workers.tasks import RenderedEntry, RenderTask
from feedmaker.config.schema import Config
from feedmaker.loader.body.article_references import Page
from feedmaker.loader.body.render import Body, BodyRenderer
from feedmaker.loader.decode import decode
from feedmaker.loader.links.permalink import site_references
from feedmaker.loader.sections import section_text
from feedmaker.loader.template_values import TemplateValues
from feedmaker.model import Article, Entry
from feedmaker.problems import Problem
from feedmaker.state.article_json import dump_problems
from feedmaker.text.article_paths import file_path
from feedmaker.text.messages import PATH_SHOWN, quoted
from feedmaker.writer.entries import entry
from feedmaker.writer.podcasts import Podcasts, episode_problems


class ArticleBodies:
    """Renders the bodies of articles with the settings of one configuration."""

    def __init__(self, config: Config) -> None:
        self._site_url = config.site.url
        self._renderer = BodyRenderer(config, site_references(config.site))
        self._values = TemplateValues(config)

    def render(self, article: Article, text: str, path: str, pages: Mapping[str, Page] | None = None) -> Body:
        """Render the body of an article whose file has this text and path; `pages` as in RenderTask."""
        return self._renderer.render(
            section_text(text, article.body_offset, article.body_end, article.body_kind),
            kind=article.body_kind,
            suffix=os.path.splitext(path)[1].lower(),
            base=article.base or article.link or self._site_url,
            link=article.link,
            line=article.body_line,
            path=path,
            pages=pages,
            values=self._values.find(text, article),
        )


class EntryRenderer:
    """Renders entries with the settings of one configuration."""

    def __init__(self, context: BuildContext) -> None:
        self._context = context
        self._bodies = ArticleBodies(context.config)
        self._local_files = LocalFiles(context.config.site.url, context.paths)
        self._podcasts = Podcasts(context.config)
        self._formats = build_formats(context)

    def entry(self, task: RenderTask, article: Article, data: bytes) -> tuple[Entry, list[Problem]]:
        """Return the entry of an article whose file has these bytes, and the problems of its body."""
        config = self._context.config
        self._local_files.seen.clear()
        path = file_path(task.path)
        body = self._bodies.render(article, decode(data, article.encoding).text, path, task.pages)
        named = article.image
        article = self._local_files.complete(article, path)
        found = entry(article, body, id=task.id, site=config.site, feeds=config.feeds, categories=task.names)
        problems = list(body.problems)
        if named and article.image is None:
            message = f"image of the article does not exist: {quoted(named.relative, PATH_SHOWN)}"
            problems.append(Problem("image-missing", message, "write its URL, or its path from the root of the site"))
        if self._podcasts.is_episode(task.names):
            problems += episode_problems(found)
        if config.feeds.content == "full" and not (found.content or found.enclosures):
            problems.append(
                Problem(
                    "body-empty",
                    "the body has nothing to show, and its entry is empty",
                    "write a text, or keep the article out with `feed: false`",
                    article.body_line,
                )
            )
        return self._local_files.complete_entry(found, path), problems

    def render(self, task: RenderTask, article: Article, data: bytes) -> tuple[RenderedEntry, list[bytes]]:
        """Render one entry, and return its fragments. Raises what a defect raises."""
        found, problems = self.entry(task, article, data)
        rendered = [format_.render(found) for format_ in self._formats]
        fragments = [data for data, _ in rendered]
        result = RenderedEntry(
            task.number,
            sizes=tuple(map(len, fragments)),
            namespaces=tuple(prefixes for _, prefixes in rendered),
            updated=int(found.updated.timestamp()),
            problems=dump_problems(problems),
            media=tuple(sorted(self._local_files.seen.items())),
        )
        return result, fragments
