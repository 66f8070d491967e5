module.exports = { helper: () => 1, page: { permalink: "/helper/" } };
