import os

SCHEME = "https"
DOMAIN = "harbour-lights.org"
DRY = False
AUTHOR = "Ida"
SITENAME = f"{AUTHOR}'s harbour"
SITEURL = "http://localhost:8000" if DRY else f"{SCHEME}://{DOMAIN}"
PATH = "content"
TIMEZONE = "Europe/Lisbon"
DEFAULT_LANG = "en"
YEAR = "{date:%Y}/"
ARTICLE_URL = "notes/" + YEAR + "{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
THEME_NAME = os.environ.get("THEME_NAME", "simple")
if DRY:
    ARTICLE_URL = "{slug}.html"
