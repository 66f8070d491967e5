export default {
  permalink: "/d/{{ page.fileSlug }}.html",
  eleventyComputed: {
    permalink: (data) => {
      if (data.draft) return false;
      return data.permalink;
    },
  },
};
