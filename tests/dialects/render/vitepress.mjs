// Print the HTML of the Markdown texts in the JSON file of the argument, by markdown-it as VitePress sets it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const vitepress = pathToFileURL(`${process.env.NODE_PATH}/vitepress/dist/node/index.js`).href;
const { createMarkdownRenderer } = await import(vitepress);
const escaped = (code) => code.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const highlight = (code) => `<pre><code>${escaped(code)}</code></pre>`;
const markdown = await createMarkdownRenderer(process.cwd(), { highlight }, "/");
const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(texts.map((text) => markdown.render(text))));
