const slugify = require("slugify");

module.exports = {
  tags: ["posts", "paper"],
  eleventyComputed: {
    permalink(data) {
      if (data.permalink) {
        return data.permalink;
      }
      const { date } = data.page;
      const day = date.toISOString().split("T")[0].split("-").join("/");
      const name = slugify(data.title, { lower: true });
      return `${day}/${name}/`;
    },
  },
};
