const slugify = require("slugify");
module.exports = {
  eleventyComputed: {
    permalink: (data) => {
      if (data.permalink) {
        return data.permalink;
      }
      return `/log/${slugify(data.title, { lower: true })}/index.html`;
    },
  },
};
