export default {
  eleventyComputed: {
    year: (data) => new Date(data.page.date).getFullYear(),
    permalink: function (data) {
      return `e/${this.slugify(data.slug || data.page.fileSlug)}/index.html`;
    },
  },
};
