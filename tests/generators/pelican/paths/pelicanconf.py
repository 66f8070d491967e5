AUTHOR = "Maud Lees"
SITENAME = "The Ropewalk"
SITEURL = "https://ropewalk.blog"
PATH = "content"
TIMEZONE = "Europe/Lisbon"
DEFAULT_LANG = "en"

ARTICLE_PATHS = ["log", "shop"]
PAGE_PATHS = ["log/pages"]
ARTICLE_EXCLUDES = ["shop/old"]
WITH_FUTURE_DATES = False
ARTICLE_URL = "{slug}.html"
