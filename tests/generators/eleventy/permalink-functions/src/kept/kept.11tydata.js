module.exports = { eleventyComputed: { permalink: (data) => data.permalink || `/kept/${data.page.fileSlug}/` } };
