module.exports = {
  title: "Drafts",
  url: "https://drafts.blog/",
  language: "en",
};
