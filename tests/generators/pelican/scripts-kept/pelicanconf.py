AUTHOR = "Maud Lees"
SITENAME = "The Ropewalk"
SITEURL = "https://ropewalk.blog"
PATH = "content"
TIMEZONE = "Europe/Lisbon"
DEFAULT_LANG = "en"

SLUGIFY_USE_UNICODE = True
SLUGIFY_PRESERVE_CASE = True
