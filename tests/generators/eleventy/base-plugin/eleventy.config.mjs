const { HtmlBasePlugin } = await import(`${process.env.NODE_PATH}/@11ty/eleventy/src/Eleventy.js`);

export default function (eleventyConfig) {
  eleventyConfig.addPlugin(HtmlBasePlugin);
  return { pathPrefix: "/loft/" };
}
