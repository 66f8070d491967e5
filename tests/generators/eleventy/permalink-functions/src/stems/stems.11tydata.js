module.exports = {
  eleventyComputed: {
    permalink: (data) => {
      const stem = data.page.filePathStem.replace(/^\/stems/, "");
      return `/wood${stem}.html`;
    },
  },
};
