const { DateTime } = require("./lib/luxon.js");

module.exports = function (eleventyConfig) {
  eleventyConfig.addCollection("lamps", function (collection) {
    return collection.getFilteredByGlob("src/posts/*.md");
  });
  eleventyConfig.addFilter("folders", (date) => {
    const year = date.getFullYear();
    const month = String(date.getMonth() + 1).padStart(2, "0");
    const day = String(date.getDate()).padStart(2, "0");
    return `${year}/${month}/${day}`;
  });
  eleventyConfig.addFilter("short", (date) => {
    return `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}-${("0" + date.getUTCDate()).slice(-2)}`;
  });
  eleventyConfig.addFilter("month", (date) => {
    return DateTime.fromJSDate(date, { zone: "utc" }).
      toFormat("y/MM");
  });
  eleventyConfig.addShortcode("config", function () {
    return {
      dir: { input: ".", data: "other" },
    };
  });
  return {
    dir: {
      input: "src",
      output: "out",
    },
  };
};
