export default {
  tags: ["log"],
  eleventyComputed: {
    "permalink": (data) => `/s/${data.page.fileSlug}/`,
    mood: "calm",
  },
};
