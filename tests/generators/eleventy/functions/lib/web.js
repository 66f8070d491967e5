module.exports = {
  permalink: ({ page }) => `/w/${page.fileSlug}/`,
};
