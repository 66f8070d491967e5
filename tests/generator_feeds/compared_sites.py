"""The same posts as a site of each generator, with everything switched on that its feeds offer."""

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

#: A post whose body shows what becomes of relative links, pictures, scripts and text after the excerpt.
BODY = """She came in at dawn. [About us](/about/) [The tide](#tide)

![The quay](/images/quay.png) ![The mast](mast.png)

<script>alert("boat")</script>

<!-- more -->

Nobody on the quay spoke until the lines were fast and the engine had stopped, because for nine days no word of
her had reached the harbour, and those who had waited longest were the first to look away. She had lost her rudder in
the gale, her wireless in the night after, and most of her bread to the sea that came through the galley door; what she
had kept was her crew, all nine of them, and the cat. They ate, they slept, and on the third day they told it in the
order in which it had happened.

The last word is anchor.
"""
#: The character that XML does not allow.
CONTROL = "\x0b"


class Post(NamedTuple):
    """A post as its author sees it."""

    name: str
    title: str
    date: str
    body: str = "A short note.\n"
    category: str = "Boats"
    updated: str = ""
    draft: bool = False


POSTS = (
    Post("first-boat", "The first boat", "2024-05-31 08:30:00", BODY, updated="2024-06-02 10:00:00"),
    Post("high-tide", "High tide", "2024-06-01 09:00:00", category="金融"),
    Post("far-away", "Far away", "2099-01-01 09:00:00"),
    Post("unfinished", "Unfinished", "2024-06-03 09:00:00", draft=True),
    Post("größe-1.5", "Größe 1.5", "2024-05-30 23:30:00"),
    *(Post(f"note-{day:02}", f"Note {day}", f"2020-01-{day:02} 09:00:00") for day in range(1, 29)),
)
#: A post that a machine wrote, with a character that XML forbids.
FOREIGN = Post("foreign", "From elsewhere", "2024-05-30 09:00:00", f"Copied{CONTROL} text.\n")
BROKEN = Post("broken", "unused", "2024-05-29 09:00:00")


def yaml_post(post: Post, **keys: object) -> str:
    """Write front matter in YAML; JSON is YAML. The broken post has what YAML refuses."""
    if post is BROKEN:
        return f'---\ntitle: "Broken" title\ndate: {post.date}\n---\n{post.body}'
    head = "".join(f"{key}: {value if key in _DATES else json.dumps(value)}\n" for key, value in keys.items())
    return f"---\n{head}---\n{post.body}"


#: Keys whose values are dates, which have no quotation marks.
_DATES = ("date", "updated", "lastmod", "pubDate", "last_modified_at")


def hexo(post: Post) -> tuple[str, str]:
    keys = {"updated": post.updated} if post.updated else {}
    folder = "_drafts" if post.draft else "_posts"
    return f"source/{folder}/{post.name}.md", yaml_post(
        post, title=post.title, date=post.date, **keys, categories=[post.category]
    )


def jekyll(post: Post) -> tuple[str, str]:
    keys = {"last_modified_at": post.updated} if post.updated else {}
    text = yaml_post(
        post, title=post.title, date=post.date, **keys, categories=[post.category], published=not post.draft
    )
    return f"_posts/{post.date[:10]}-{post.name}.md", text


def hugo(post: Post) -> tuple[str, str]:
    keys = {"lastmod": post.updated.replace(" ", "T") + "Z"} if post.updated else {}
    date = post.date.replace(" ", "T") + "Z"
    text = yaml_post(post, title=post.title, date=date, **keys, categories=[post.category], draft=post.draft)
    return f"content/posts/{post.name}.md", text.replace("<!-- more -->", "<!--more-->")


def pelican(post: Post) -> tuple[str, str]:
    if post is BROKEN:
        return f"content/{post.name}.md", f"Title: Broken\nDate: 32 May\n\n{post.body}"
    head = f"Title: {post.title}\nDate: {post.date}\nCategory: {post.category}\n"
    head += f"Modified: {post.updated}\n" if post.updated else ""
    head += "Status: draft\n" if post.draft else ""
    return f"content/{post.name}.md", f"{head}\n{post.body}"


def nikola(post: Post) -> tuple[str, str]:
    date = "32 May" if post is BROKEN else f"{post.date} UTC"
    head = f".. title: {post.title}\n.. slug: {post.name}\n.. date: {date}\n.. category: {post.category}\n"
    head += f".. updated: {post.updated} UTC\n" if post.updated else ""
    head += ".. tags: draft\n" if post.draft else ""
    body = post.body.replace("<!-- more -->", "<!-- TEASER_END -->")
    return f"posts/{post.name}.md", f"<!--\n{head}-->\n\n{body}"


def eleventy(post: Post) -> tuple[str, str]:
    text = yaml_post(post, title=post.title, date=post.date.replace(" ", "T") + "Z", tags=["posts", post.category])
    return f"posts/{post.name}.md", text


def astro(post: Post) -> tuple[str, str]:
    text = yaml_post(
        post, title=post.title, pubDate=post.date.replace(" ", "T") + "Z", category=post.category, draft=post.draft
    )
    return f"src/content/blog/{post.name}.md", text


def docusaurus(post: Post) -> tuple[str, str]:
    keys = {"last_update": {"date": post.updated.replace(" ", "T") + "Z"}} if post.updated else {}
    date = post.date.replace(" ", "T") + "Z"
    text = yaml_post(post, title=post.title, date=date, **keys, tags=[post.category], draft=post.draft)
    # MDX knows no HTML comments; its own are these
    text = text.replace("<!-- more -->", "{/* truncate */}").replace('alert("boat")', "{`alert()`}")
    return f"blog/{post.date[:10]}-{post.name}.mdx", text


def mkdocs(post: Post) -> tuple[str, str]:
    if post is BROKEN:
        return f"docs/blog/posts/{post.name}.md", yaml_post(post)
    dates = {"created": post.date, **({"updated": post.updated} if post.updated else {})}
    head = "date:\n" + "".join(f"  {key}: {value}\n" for key, value in dates.items())
    head += f"categories: [{post.category}]\ndraft: {str(post.draft).lower()}\n"
    return f"docs/blog/posts/{post.name}.md", f"---\n{head}---\n# {post.title}\n\n{post.body}"


def ablog(post: Post) -> tuple[str, str]:
    day = "32 May" if post is BROKEN else date.fromisoformat(post.date[:10]).strftime("%b %d, %Y")
    head = f"```{{post}} {'' if post.draft else day}\n:category: {post.category}\n```\n"
    return f"posts/{post.name}.md", f"# {post.title}\n\n{head}\n{post.body}"


WRITERS: Mapping[str, Callable[[Post], tuple[str, str]]] = {
    "hexo": hexo,
    "feedmaker": hexo,
    "jekyll": jekyll,
    "hugo": hugo,
    "pelican": pelican,
    "nikola": nikola,
    "eleventy": eleventy,
    "astro": astro,
    "docusaurus": docusaurus,
    "mkdocs": mkdocs,
    "ablog": ablog,
}

_HEXO = """title: Harbour News
url: https://blog.example.org
language: en
timezone: UTC
author: Ann Harbour
permalink: :year/:month/:day/:title/
"""
_FEEDMAKER = """site: {title: Harbour News, url: "https://blog.example.org/", language: en, author: Ann Harbour}
source: {path: source}
articles: {permalink: "hexo:/:year/:month/:day/:title/"}
"""
_JEKYLL = """title: Harbour News
url: https://blog.example.org
lang: en
timezone: UTC
author: Ann Harbour
permalink: /:year/:month/:day/:title/
plugins: [jekyll-feed]
feed:
  categories: [Boats, 金融]
"""
_HUGO = """title = "Harbour News"
baseURL = "https://blog.example.org/"
languageCode = "en"
[permalinks]
posts = "/:year/:month/:day/:slug/"
"""
_PELICAN = """SITENAME = "Harbour News"
SITEURL = "https://blog.example.org"
AUTHOR = "Ann Harbour"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
STATIC_PATHS = ["images", "mast.png"]
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
CATEGORY_FEED_RSS = "feeds/{slug}.rss.xml"
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
RSS_FEED_SUMMARY_ONLY = False
"""
_NIKOLA = """BLOG_AUTHOR = "Ann Harbour"
BLOG_TITLE = "Harbour News"
SITE_URL = "https://blog.example.org/"
BLOG_EMAIL = "ann@blog.example.org"
BLOG_DESCRIPTION = "News"
DEFAULT_LANG = "en"
TIMEZONE = "UTC"
TRANSLATIONS = {"en": ""}
NAVIGATION_LINKS = {"en": ()}
THEME = "bootblog4"
POSTS = (("posts/*.md", "posts", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": (".md",), "rest": (".rst",), "html": (".html",)}
GENERATE_ATOM = True
FEED_TEASERS = False
FEED_LINKS_APPEND_QUERY = False
RSS_READ_MORE_LINK = ATOM_READ_MORE_LINK = INDEX_READ_MORE_LINK = ""
"""
_ELEVENTY = """import { feedPlugin } from "@11ty/eleventy-plugin-rss";

export default function (eleventyConfig) {
  eleventyConfig.addPassthroughCopy("images");
  for (const type of ["rss", "atom", "json"]) {
    eleventyConfig.addPlugin(feedPlugin, {
      type,
      outputPath: `/feed.${type === "json" ? "json" : `${type}.xml`}`,
      collection: { name: "posts", limit: 0 },
      metadata: {
        language: "en",
        title: "Harbour News",
        subtitle: "News",
        base: "https://blog.example.org/",
        author: { name: "Ann Harbour" },
      },
    });
  }
}
"""
_ASTRO_CONFIG = """import { defineConfig } from "astro/config";
export default defineConfig({ site: "https://blog.example.org" });
"""
_ASTRO_CONTENT = """import { defineCollection, z } from "astro:content";
import { glob } from "astro/loaders";
const blog = defineCollection({
  loader: glob({ pattern: "**/*.md", base: "./src/content/blog" }),
  schema: z.object({ title: z.string(), pubDate: z.coerce.date(), category: z.string(), draft: z.boolean() }),
});
export const collections = { blog };
"""
_ASTRO_PAGE = """---
import { getCollection, render } from "astro:content";
export async function getStaticPaths() {
  const posts = await getCollection("blog");
  return posts.map((post) => ({ params: { slug: post.id }, props: post }));
}
const { Content } = await render(Astro.props);
---
<Content />
"""
#: As the guide of Astro has it.
_ASTRO_FEED = """import rss from "@astrojs/rss";
import { getCollection } from "astro:content";
import sanitizeHtml from "sanitize-html";
import MarkdownIt from "markdown-it";
const parser = new MarkdownIt();

export async function GET(context) {
  const blog = await getCollection("blog");
  return rss({
    title: "Harbour News",
    description: "News",
    site: context.site,
    items: blog.map((post) => ({
      title: post.data.title,
      pubDate: post.data.pubDate,
      link: `/blog/${post.id}/`,
      content: sanitizeHtml(parser.render(post.body), {
        allowedTags: sanitizeHtml.defaults.allowedTags.concat(["img"]),
      }),
    })),
  });
}
"""
_DOCUSAURUS = """export default {
  title: "Harbour News",
  url: "https://blog.example.org",
  baseUrl: "/",
  onBrokenLinks: "ignore",
  onBrokenAnchors: "ignore",
  presets: [
    [
      "classic",
      {
        docs: false,
        blog: { routeBasePath: "/", feedOptions: { type: "all", language: "en" }, onUntruncatedBlogPosts: "ignore" },
      },
    ],
  ],
};
"""
_MKDOCS = """site_name: Harbour News
site_url: https://blog.example.org/
site_description: News
site_author: Ann Harbour
theme: {name: material, language: en}
plugins:
  - blog
  - rss:
      match_path: blog/posts/.*
      date_from_meta: {as_creation: date.created, as_update: date.updated, datetime_format: "%Y-%m-%d %H:%M:%S"}
      abstract_chars_count: -1
      categories: [categories]
      use_git: false
"""

_ABLOG = """extensions = ["ablog", "myst_parser"]
project = "Harbour News"
language = "en"
blog_title = "Harbour News"
blog_baseurl = "https://blog.example.org/"
blog_authors = {"Ann": ("Ann Harbour", None)}
blog_default_author = "Ann"
blog_feed_fulltext = True
blog_feed_archives = True
post_date_format = post_date_format_short = "%b %d, %Y"
exclude_patterns = ["_website"]
"""

#: Generator → files of its site besides posts.
FILES: Mapping[str, Mapping[str, str]] = {
    "hexo": {
        "_config.yml": _HEXO + "feed: {type: [atom, rss2], path: [atom.xml, rss2.xml], content: true}\n",
        "package.json": '{"hexo": {}, "dependencies": {"hexo-renderer-marked": "*", "hexo-generator-feed": "*"}}',
    },
    "feedmaker": {"config.yaml": _FEEDMAKER},
    "jekyll": {"_config.yml": _JEKYLL},
    "hugo": {
        "hugo.toml": _HUGO,
        "layouts/_default/single.html": "{{ .Content }}",
        "layouts/_default/list.html": "{{ .Title }}",
    },
    "pelican": {"pelicanconf.py": _PELICAN, "content/mast.png": "", "content/images/quay.png": ""},
    "nikola": {"conf.py": _NIKOLA},
    "eleventy": {
        "eleventy.config.js": _ELEVENTY,
        "_data/metadata.json": '{"title": "Harbour News", "url": "https://blog.example.org/", "language": "en"}',
        "package.json": '{"type": "module"}',
    },
    "astro": {
        "astro.config.mjs": _ASTRO_CONFIG,
        "src/content.config.ts": _ASTRO_CONTENT,
        "src/consts.ts": 'export const SITE_TITLE = "Harbour News";\n',
        "src/pages/rss.xml.js": _ASTRO_FEED,
        "src/pages/blog/[...slug].astro": _ASTRO_PAGE,
        "src/content/blog/mast.png": "",
        "package.json": '{"type": "module"}',
    },
    "docusaurus": {
        "docusaurus.config.js": _DOCUSAURUS,
        "static/images/quay.png": "",
        "blog/mast.png": "",
    },
    "ablog": {"conf.py": _ABLOG, "index.md": "# Harbour\n", "posts/mast.png": "", "images/quay.png": ""},
    "mkdocs": {"mkdocs.yml": _MKDOCS, "docs/index.md": "# Harbour\n", "docs/blog/index.md": "# Blog\n"},
}


def write(generator: str, site: Path, *more: Post) -> None:
    """Write the site of a generator."""
    for path, text in FILES[generator].items():
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_picture() if path.endswith(".png") else text.encode())
    for post in (*POSTS, *more):
        path, text = WRITERS[generator](post)
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _picture() -> bytes:
    """Make a PNG of one pixel that is too large for Docusaurus to put it into the page."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"tEXt", b"Comment\0" + bytes(range(32, 127)) * 300)
        + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
        + chunk(b"IEND", b"")
    )
