const slugify = require("slugify");
const { datePath } = require("./lib/dates.js");

module.exports = function (eleventyConfig) {
  eleventyConfig.addFilter("datePath", datePath);
  eleventyConfig.addFilter("year", (date) => {
    return date.toISOString().slice(0, 10).replace(/-/g, "/");
  });
  eleventyConfig.addFilter("slugify", (text) => slugify(text, {
    replacement: "-",
    remove: /[#,&,+()$~%.'":*?<>{}]/g,
    lower: true
  }));
  eleventyConfig.addGlobalData("eleventyComputed.permalink", () => (data) => {
    if (data.draft) {
      return false;
    }
    return data.permalink;
  });
};
