// Print the HTML of the texts in the JSON file of the argument by Hexo, with the theme that the first line of each names,
// behind "+" a plugin.
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";

const require = createRequire(process.env.NODE_PATH + "/");
const Hexo = require("hexo");

async function siteWith(names) {
  const [theme, ...plugins] = names.split("+");
  const packages = Object.fromEntries(["hexo-renderer-marked", ...plugins].map((name) => [name, "*"]));
  const site = mkdtempSync(`${tmpdir()}/hexo-`);
  symlinkSync(process.env.NODE_PATH, `${site}/node_modules`);
  writeFileSync(`${site}/package.json`, JSON.stringify({ hexo: {}, dependencies: packages }));
  writeFileSync(`${site}/_config.yml`, `url: https://example.org/blog/\nroot: /blog/\ntheme: ${theme}\nhighlight: {line_number: false}\nindex_generator: {order_by: -date, per_page: 9}\n`);
  const hexo = new Hexo(site, { silent: true });
  mkdirSync(`${site}/source`);
  await hexo.init();
  await hexo.load();
  // themes read their settings here
  hexo.emit("generateBefore");
  return hexo;
}

// Volantis refuses to run without the plugins that its pages need
process.on("uncaughtException", () => {});
const log = console.log;
console.log = () => {};
const sites = {};
const made = [];
for (const text of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const [theme, ...lines] = text.split("\n");
  sites[theme] ??= await siteWith(theme);
  try {
    made.push((await sites[theme].post.render(null, { content: lines.join("\n"), engine: "md" })).content);
  } catch (error) {
    console.error(theme, text, error.message);
    made.push("");
  }
}
log(JSON.stringify(made));
process.exit();
