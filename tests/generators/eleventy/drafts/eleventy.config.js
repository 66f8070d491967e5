module.exports = function (config) {
  config.addPreprocessor("drafts", "*", (data) => {
    if (data.draft) return false;
  });
  return { dir: { input: "content" } };
};
