// the pages of friends
module.exports = {
  mast: "https://mast.works/?a=1&b=2",
  "oar": `/oar/`,
  wind: process.env.WIND || "/wind/",
  boat: { page: '/boat/' },
};
