function isShown(data) {
  return !("draft" in data && data.draft !== false);
}
module.exports = () => ({
  eleventyComputed: {
    permalink: (data) => (isShown(data) ? data.permalink : false),
  },
});
