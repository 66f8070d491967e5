const { helper } = require("../lib/helper.cjs");

module.exports = {
  kind: "thought",
  eleventyComputed: {
    words: (data) => helper(data),
    permalink(data) {
      const path = data?.base ?? data.kind;
      const slug = data?.slug ?? this.slugify(data.title);
      return `${path}/${slug}/`;
    },
  },
};
