import os
import sys

sys.path.append(os.curdir)
from pelicanconf import *

SITEURL = "https://www.ropewalk.blog"
