// Print the HTML of the Markdown texts in the JSON file of the argument, by markdown-it as Eleventy sets it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.NODE_PATH + "/");
const markdown = createRequire(require.resolve("@11ty/eleventy"))("markdown-it")({ html: true }).disable("code");
const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(texts.map((text) => markdown.render(text))));
