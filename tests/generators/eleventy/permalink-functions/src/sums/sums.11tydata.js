module.exports = { eleventyComputed: { permalink: data => "/sums/" + data.page.fileSlug + "/index.html" } };
