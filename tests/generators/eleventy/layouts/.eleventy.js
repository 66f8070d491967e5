const yaml = require("js-yaml");

module.exports = (eleventyConfig) => {
  eleventyConfig.addDataExtension("yml", (text) => yaml.load(text));
  return { dir: { input: "src", layouts: "_layouts" } };
};
