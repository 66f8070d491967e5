// Print the HTML of the Markdown texts in the JSON file of the argument, by hexo-renderer-marked.
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";

const require = createRequire(process.env.NODE_PATH + "/");
const Hexo = require("hexo");

const site = mkdtempSync(`${tmpdir()}/hexo-`);
symlinkSync(process.env.NODE_PATH, `${site}/node_modules`);
writeFileSync(`${site}/package.json`, '{"hexo": {}, "dependencies": {"hexo-renderer-marked": "*"}}');
writeFileSync(`${site}/_config.yml`, 'syntax_highlighter: ""\nmarked: {prependRoot: false}\n');
const hexo = new Hexo(site, { silent: true });
await hexo.init();
const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(await Promise.all(texts.map((text) => hexo.render.render({ text, engine: "md" })))));
