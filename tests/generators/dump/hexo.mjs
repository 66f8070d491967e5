// Print the posts of the Hexo site in the folder of the argument, as hexo's own model has them.
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.NODE_PATH + "/");
const Hexo = require("hexo");

const site = process.argv[2];
symlinkSync(process.env.NODE_PATH, `${site}/node_modules`);
if (!existsSync(`${site}/package.json`)) {
  writeFileSync(`${site}/package.json`, '{"hexo": {}, "dependencies": {"hexo-renderer-marked": "*"}}');
}
// Hexo makes links with the day that it is on this machine; a site's own machine is in the site's zone.
process.env.TZ = /^timezone: *(\S+)/m.exec(readFileSync(`${site}/_config.yml`, "utf8"))?.[1] ?? "UTC";
const hexo = new Hexo(site, { silent: true });
await hexo.init();
await hexo.load();

// the path of a category, from its outermost parent
function path(category) {
  const parent = category.parent && hexo.database.model("Category").findById(category.parent);
  return parent ? `${path(parent)}/${category.name}` : category.name;
}

// without those that contain another one
function innermost(paths) {
  return paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
}

const articles = hexo.locals.get("posts").toArray().map((post) => {
  const article = {
    path: `${hexo.config.source_dir.replace(/\/$/, "")}/${post.source}`,
    link: post.permalink,
    published: post.date.toISOString(),
    title: post.title,
    categories: innermost(post.categories.toArray().map(path)),
    tags: post.tags.toArray().map((tag) => tag.name),
    links: [...post.content.matchAll(/<a [^>]*href="([^"]*)"/g)].map((found) => found[1]),
  };
  // without the key, `updated` is the time of the file
  if (/^updated:/m.test(post.raw)) article.updated = post.updated.toISOString();
  if (post.author) article.author = post.author;
  return article;
});
console.log(JSON.stringify(articles));
