module.exports = {
  feed: { title: "A feed", url: "/feed.xml" },
  title: "Filters",
  url: process.env.SITE_ADDRESS || "https://filters.dev",
};
