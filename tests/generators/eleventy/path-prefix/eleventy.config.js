module.exports = function (config) {
  return { pathPrefix: "/sub/", dir: { input: "content", output: "out" } };
};
