// Print the pages of the Eleventy site in the folder of the argument that have a title, as Eleventy's own model has them.
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: Eleventy } = await import(pathToFileURL(`${process.env.NODE_PATH}/@11ty/eleventy/src/Eleventy.js`).href);

const site = process.argv[2];
process.chdir(site);
let pages = [];
const configPath = [".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"].find(existsSync);
const command = existsSync("package.json") ? JSON.parse(readFileSync("package.json", "utf8")).scripts?.build : "";
const eleventy = new Eleventy(undefined, undefined, {
  configPath,
  pathPrefix: /--pathprefix=(\S+)/.exec(command)?.[1],
  quietMode: true,
  config: (config) => {
    config.addCollection("dump", (api) => {
      pages = api.getAll();
      return [];
    });
  },
});
eleventy.disableLogger?.();
const written = await eleventy.toJSON();
const prefix = eleventy.eleventyConfig.getConfig().pathPrefix;
const base = pages[0]?.data;
const address = base?.site?.url ?? base?.metadata?.url;

// as sites do, which join their address and the path of the page: the address may have the prefix
function linkOf(path) {
  const root = prefix === "/" ? address.replace(/\/$/, "") : new URL(prefix.replace(/\/$/, ""), address).href;
  return new URL(root + path).href;
}

const articles = pages.filter((page) => page.data.title && page.url).map((page) => {
  const content = written.find((each) => each.inputPath === page.inputPath)?.content ?? "";
  const article = {
    path: page.inputPath.replace(/^\.\//, ""),
    link: linkOf(page.url),
    published: page.date.toISOString(),
    title: page.data.title,
    // as the filter of Eleventy's own blog does: these make collections
    tags: (page.data.tags ?? []).filter((tag) => !["all", "nav", "post", "posts"].includes(tag)),
    links: [...content.matchAll(/<a [^>]*href="([^"]*)"/g)].map((found) => found[1]),
  };
  if (page.data.categories) article.categories = [page.data.categories].flat();
  if (typeof page.data.author === "string") article.author = page.data.author;
  return article;
});
process.stdout.write(JSON.stringify(articles));
