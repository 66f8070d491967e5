BLOG_AUTHOR = "Ilse Tarn"
BLOG_TITLE = "Slugs"
SITE_URL = "https://slug.blog/"
BLOG_EMAIL = "ilse@slug.blog"
BLOG_DESCRIPTION = "Links by slug."
COMPILERS = {"rest": (".rst",), "markdown": (".md",)}
POSTS = (("posts/*.md", "posts", "post.tmpl"), ("posts/*.rst", "posts", "post.tmpl"))
