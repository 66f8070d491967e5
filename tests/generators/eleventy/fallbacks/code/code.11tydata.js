module.exports = {
  permalink(data) {
    return `/code/${data.slug || this.slugify(data.title)}/`;
  },
};
