module.exports = (c) => ({ dir: { input: "." } });
