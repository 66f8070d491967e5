"""Exports of Ghost, WordPress, Blogger and Substack → articles, one for each post, and the configuration."""

from collections import Counter
from pathlib import Path

from feedmaker.generators.exports import blogger, ghost, substack, wordpress
from feedmaker.generators.exports.post import ExportedPost, UnreadableExportError
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SiteFolder
from feedmaker.text.messages import counted

__all__ = ["FOLDER", "ExportedPost", "UnreadableExportError", "export_in", "read_export"]

#: Of the articles, beside config.yaml.
FOLDER = "articles"
#: Posts that a note names.
_NAMED = 5


def read_export(file: Path, site: SiteFolder) -> tuple[Recognition, list[ExportedPost]]:
    """Read an export; `site` is the folder that gets the articles. The names of posts differ in more than letter case.

    Raises UnreadableExportError and OSError.
    """
    data = file.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableExportError("is an archive: unpack it")
    if substack.is_export(data):
        found = Recognition(substack.NAME, site, file.name)
        posts = substack.read_posts(data, found, file.parent)
    else:
        is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
        reader = ghost if is_json else blogger if blogger.is_export(data) else wordpress
        found = Recognition(reader.NAME, site, file.name)
        posts = reader.read_posts(data, found)
    posts = _distinct(posts)
    found.set("source.path", FOLDER, "one file for each post")
    suffixes = sorted({post.suffix for post in posts} or {".html"})
    found.add_patterns("source.include", [f"**/*{suffix}" for suffix in suffixes])
    for what, count in sorted(Counter(post.held for post in posts if post.held).items()):
        found.note(f"{counted(count, 'post is', 'posts are')} written with draft: true, as {what}")
    if cut := sum(post.is_cut for post in posts):
        found.note(f"{counted(cut, 'post has', 'posts have')} parts for members only, which are left out")
    if bare := [post.name for post in posts if not (post.body or post.held or post.is_cut)]:
        names = ", ".join(bare[:_NAMED]) + (" …" if len(bare) > _NAMED else "")
        found.note(f"{counted(len(bare), 'post has', 'posts have')} no text that can be read: {names}")
    return found, posts


def export_in(folder: Path) -> Path | None:
    """Return the file of an export that is unpacked in a folder, None if there is none."""
    for name, is_export in (("posts.csv", substack.is_export), ("feed.atom", blogger.is_export)):
        try:
            with open(folder / name, "rb") as stream:
                if is_export(stream.read(20_000)):
                    return folder / name
        except OSError:
            continue
    return None


def _distinct(posts: list[ExportedPost]) -> list[ExportedPost]:
    #: Name → the next number that may be free.
    taken: dict[str, int] = {}
    found = []
    for post in posts:
        name = post.name
        number = taken.get(name.casefold(), 2)
        while name.casefold() in taken:
            name = f"{post.name}-{number}"
            number += 1
        taken[post.name.casefold()] = number
        taken.setdefault(name.casefold(), 2)
        found.append(post._replace(name=name))
    return found
