AUTHOR = "Maud Lees"
SITENAME = "The Ropewalk"
SITEURL = "https://ropewalk.blog"
PATH = "content"
TIMEZONE = "Europe/Lisbon"
DEFAULT_LANG = "en"

FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)"
DEFAULT_CATEGORY = "Notes"
USE_FOLDER_AS_CATEGORY = False
