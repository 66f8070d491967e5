"""Configurations of the shared sites, in our own words: what each one's generator would read."""

#: Folder of the corpora → file → its text.
CONFIGURATIONS: dict[str, dict[str, str]] = {
    "hexojs+site": {
        "_config.yml": """
title: Hexo
description: "News of a blog framework."
author: The Hexo team
language: en
timezone: UTC
url: https://hexo.io
permalink: news/:year/:month/:day/:title/
new_post_name: :year-:month-:day-:title.md
archive_dir: news
code_dir: downloads/code
post_asset_folder: true
""",
        "package.json": '{"name": "site", "dependencies": {"hexo": "^7.0.0"}}',
    },
    "o2team+o2team.github.io": {
        "_config.yml": """
title: Aotu.io
subtitle: 凹凸实验室
author: 凹凸实验室
language: zh-cn
timezone: UTC
url: http://aotu.io
root: /
permalink: notes/:year/:month/:day/:title/
source_dir: source
public_dir: public
new_post_name: :year-:month-:day-:title.md
future: true
default_category: uncategorized
category_map:
skip_render:
"""
    },
    "airvip+hexo-source": {
        "_config.yml": """
title: 那些年踏过的坑
author: Airvip
language: zh-cn
timezone:
url: http://blog.diff.wang
permalink: :year/:month/:day/:title/
new_post_name: :title.md
source_dir: source
public_dir: public
"""
    },
    "jekyll+jekyll": {
        "docs/_config.yml": """
name: Jekyll
description: Plain text in, sites out
url: https://jekyllrb.com
timezone: America/Los_Angeles
collections:
  docs:
    permalink: /:collection/:path/
    output: true
  posts:
    permalink: /news/:year/:month/:day/:title/
    output: true
defaults:
  - scope: {path: _posts, type: posts}
    values: {layout: news_item}
future: true
exclude: [icomoon-selection.json, readme.md]
"""
    },
    "code4lib+code4lib.github.io": {
        "_config.yml": """
title: Code4Lib
baseurl: ""  # below the host
url: "http://code4lib.org"
markdown: kramdown
plugins: [jekyll-feed]
""",
        "Gemfile": 'gem "jekyll"\n',
    },
    "gopheracademy+gopheracademy-web": {
        "config.toml": """
baseurl = "https://blog.gopheracademy.com"
languageCode = "en-us"
title = "Gopher Academy Blog"
theme = "gaweb"
[taxonomies]
   author = "authors"
   series = "series"
"""
    },
    "FahdLABs+fahdlabs.github.io": {
        "config/_default/config.toml": """
baseurl = "https://blog.fahdlabs.com/"
languageCode = "ar"
title = "FahdLABs"
defaultContentLanguage = "ar"
""",
        "config/_default/params.toml": 'mainSections = ["post"]\ndescription = "Notes of a home laboratory"\n',
        "config/_default/permalinks.toml": 'post = "/p/:slug/"\npage = "/:slug/"\n',
    },
    "jakevdp+jakevdp.github.io-source": {
        "pelicanconf.py": """
from __future__ import unicode_literals
import os
AUTHOR = 'Jake VanderPlas'
SITENAME = 'Pythonic Perambulations'
SITESUBTITLE = u'Rambling ' 'through Python'
SITEURL = ''
PATH = 'content'
TIMEZONE = 'America/Los_Angeles'
DEFAULT_LANG = 'en'
ARTICLE_URL = 'blog/{date:%Y}/{date:%m}/{date:%d}/{slug}/'
IGNORE_FILES = ['.ipynb_checkpoints']
OUTPUT_PATH = os.environ.get('OUT', 'output')
""",
        "publishconf.py": "SITEURL = 'https://jakevdp.github.io'\n",
    },
    "almet+blog": {
        "pelicanconf.py": """
AUTHOR = "Alexis"
SITENAME = "Carnets"
SITEURL = "https://blog.notmyidea.org"
PATH = "src"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
""",
    },
    "getpelican+pelican-blog": {
        "pelicanconf.py": """
AUTHOR = "Pelican Contributors"
SITENAME = "Pelican Development Blog"
SITEURL = ""
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "en"
LINKS = (("Pelican", "https://docs.getpelican.com/"),)
""",
        "publishconf.py": 'SITEURL = "https://blog.getpelican.com"\n',
    },
    "mre+endler.dev": {
        "config.toml": """
base_url = "https://endler.dev"
title = "Matthias Endler"
description = "Code and hot chocolate"
taxonomies = [ { name = "tags", feed = true } ]
[markdown]
highlight_code = true
[extra]
author = "Matthias Endler"
"""
    },
    "v8+v8.dev": {
        ".eleventy.js": """
// title: "not this"
module.exports = (eleventyConfig) => {
  return { templateFormats: ['md', 'html'], dir: { input: 'src', data: '_data', output: 'dist' } };
};
""",
        "src/_data/site.json": '{"title": "V8", "url": "https://v8.dev/", "lang": "en", "description": "An engine"}',
    },
    "18F+18f.gsa.gov": {
        ".eleventy.js": "module.exports = (config) => ({ dir: { input: '.', output: '_site' } });\n",
        "_data/site.yaml": "name: 18F\nhost: https://18f.gsa.gov\nlang: en\n",
        "content/posts/posts.json": '{"permalink": "/{{ page.date | toDatePath }}/{{ page.fileSlug }}/"}',
    },
    "web-standards-ru+web-standards.ru": {
        ".eleventy.js": """
module.exports = function(config) {
  return { dir: { input: 'src', output: 'dist', includes: 'includes', layouts: 'layouts' } };
};
""",
        "src/data/site.json": '{"title": "Веб-стандарты", "url": "https://web-standards.ru", "language": "ru"}',
    },
    "iceprosurface+astro-blog": {
        "astro.config.mjs": """
import { defineConfig } from 'astro/config';
/* site: 'https://other.example' */
export default defineConfig({
  site: 'https://iceprosurface.com',
  output: 'server',
});
""",
        "src/consts.ts": "export const SITE_TITLE = 'Ice';\nexport const SITE_DESCRIPTION = 'Notes and \\'more\\'';\n",
    },
}
