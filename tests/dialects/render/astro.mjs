// Print the HTML of the Markdown texts in the JSON file of the argument, by remark as Astro sets it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.NODE_PATH + "/");
const remark = require.resolve("@astrojs/markdown-remark");
const { createMarkdownProcessor } = await import(pathToFileURL(remark).href);
const processor = await createMarkdownProcessor({ syntaxHighlight: false });
const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(await Promise.all(texts.map(async (text) => (await processor.render(text)).code))));
