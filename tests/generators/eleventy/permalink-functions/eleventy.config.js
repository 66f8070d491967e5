module.exports = (eleventyConfig) => {
  eleventyConfig.addGlobalData("eleventyComputed.permalink", () => (data) => {
    if (data.permalink) {
      return data.permalink;
    }
    return `/all/${data.page.fileSlug}/`;
  });
  return { dir: { input: "src" } };
};
