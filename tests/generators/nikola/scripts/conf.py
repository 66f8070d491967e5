BLOG_AUTHOR = "Ilse Tarn"
BLOG_TITLE = "Weir Log"
SITE_URL = "https://weir.blog/"
BLOG_EMAIL = "ilse@weir.blog"
BLOG_DESCRIPTION = "Notes from a weir."
COMPILERS = {"rest": (".rst",), "markdown": (".md",), "html": (".html",)}
PAGES = (("pages/*.md", "", "page.tmpl"),)
POSTS = (("posts/*.md", "posts", "post.tmpl"), ("posts/*.rst", "posts", "post.tmpl"))
