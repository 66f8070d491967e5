"""Zola: zola.toml or config.toml with base_url, and content/."""

from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import Root
from feedmaker.generators.source_paths import choose_dated


def recognise(root: Root) -> Recognition | None:
    """Recognise a Zola site by its configuration."""
    settings = root.read("zola.toml", "config.toml")
    if settings is None or "base_url" not in settings.values:
        return None
    found = Recognition("Zola", settings.name)
    for key, paths in (
        ("site.title", (("title",), ("extra", "title"))),
        ("site.url", (("base_url",),)),
        ("site.description", (("description",), ("extra", "description"))),
        ("site.language", (("default_language",),)),
        ("site.timezone", (("timezone",), ("extra", "timezone"))),
        ("site.rights", (("extra", "copyright"),)),
    ):
        for path in paths:
            if found.say(key, settings.text(*path), settings.origin(*path)):
                break
    for path in (("author",), ("extra", "author")):
        name = settings.text(*path, "name") or settings.text(*path)
        if name:
            found.author(name, settings.text(*path, "email"), None, settings.origin(*path))
            break
    folder = root.folder / "content"
    home = choose_dated(found, root.base, folder, (".md",), root.shown("content"))
    found.patterns("source.exclude", ["**/_index*.md"])
    found.patterns("source.exclude", settings.texts("ignored_content"), settings.origin("ignored_content"))
    prefix = f"{home}/" if home else ""
    found.say("articles.permalink", f"hugo:/{prefix}:sections/:slugorcontentbasename/", "Zola's default")
    found.put("categories.nested", False)
    return found
