export default function (eleventyConfig) {
  eleventyConfig.setInputDirectory("content");
  eleventyConfig.setDataDirectory("data");
  eleventyConfig.setOutputDirectory("dist");
}
