AUTHOR = "Maud Lees"
SITENAME = "The Ropewalk"
SITEURL = "https://ropewalk.blog"
PATH = "content"
TIMEZONE = "Europe/Lisbon"
DEFAULT_LANG = "en"

ARTICLE_URL = "{date:%Y}/{date:%b}/{date:%d}/{category}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{date:%b}/{date:%d}/{category}/{slug}/index.html"
