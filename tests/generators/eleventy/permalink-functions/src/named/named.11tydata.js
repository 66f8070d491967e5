const pathOf = (data) => (data ? `/named/${data.page.fileSlug}/` : false);
module.exports = { eleventyComputed: { permalink: (data) => pathOf(data) } };
