module.exports = (c) => ({ dir: { input: "src" } });
