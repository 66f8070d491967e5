module.exports = {
  tags: ["posts"],
  layout: false,
};
