import drafts from "./eleventy.config.drafts.js";

export default function (config) {
  config.addPlugin(drafts);
  return { dir: { input: "content" } };
}
