module.exports = function (eleventyConfig) {
  eleventyConfig.addDataExtension("yaml", () => ({ phone: "tel:+49 30 1234", mail: "sail@loft.works" }));
  eleventyConfig.addGlobalData("club", { page: "/club/", since: 1890 });
  eleventyConfig.addGlobalData("pages.map", "https://map.works/a_b_c/");
  eleventyConfig.addGlobalData("made", () => ({ page: "/made/" }));
};
