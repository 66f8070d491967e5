// Print the HTML of the MDX texts in the JSON file of the argument, with the plugins of Docusaurus for admonitions and
// emoji; "" for a text that is no MDX. Components are empty boxes.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const modules = process.env.NODE_PATH;
const loader = createRequire(`${modules}/@docusaurus/mdx-loader/lib/index.js`);

// Packages that cannot be required, as Docusaurus's own loader of MDX imports them.
function load(name) {
  const folder = [`${modules}/@docusaurus/mdx-loader/node_modules/${name}`, `${modules}/${name}`].find(existsSync);
  return import(pathToFileURL(`${folder}/index.js`).href);
}
const { evaluate } = await load("@mdx-js/mdx");
const runtime = loader("react/jsx-runtime");
const { renderToStaticMarkup } = loader("react-dom/server");
const React = loader("react");
const names = ["remark-directive", "remark-emoji", "remark-gfm"];
const [directive, emoji, gfm] = (await Promise.all(names.map(load))).map((each) => each.default);
const { default: admonitions } = loader("./remark/admonitions");
const keywords = ["note", "tip", "info", "warning", "danger"];
const box = ({ title, children }) =>
  React.createElement("blockquote", null, title && React.createElement("p", null, React.createElement("strong", null, title)), children);
const components = { admonition: box, Tabs: "div", TabItem: "div" };
const remarkPlugins = [directive, [admonitions, { keywords, extendDefaults: true }], emoji, gfm];

async function html(text) {
  try {
    const { default: Content } = await evaluate(text, { ...runtime, remarkPlugins });
    return renderToStaticMarkup(React.createElement(Content, { components }));
  } catch {
    return "";
  }
}
const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(await Promise.all(texts.map(html))));
