import os
import sys

sys.path.append(os.curdir)
from pelicanconf import *

SITEURL = SCHEME + "://www." + DOMAIN
