module.exports = () => ({ dir: { input: "." }, markdownTemplateEngine: "njk" });
