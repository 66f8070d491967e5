AUTHOR = "Maud Lees"
SITENAME = "The Towpath"
SITEURL = "https://towpath.blog"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
USE_FOLDER_AS_CATEGORY = False
PATH_METADATA = r"(?P<category>[^/]*)/(?P<date>\d{4}-\d{2}-\d{2})/.*"
