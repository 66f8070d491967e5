function computedPermalink() {
  return (data) => {
    if (data.draft && !process.env.WITH_DRAFTS) {
      return false;
    }
    return data.permalink;
  };
}

export default function (config) {
  config.addGlobalData("eleventyComputed.permalink", computedPermalink);
}
