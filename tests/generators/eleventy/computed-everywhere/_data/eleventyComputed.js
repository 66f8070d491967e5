export default {
  permalink: "/all/{{ page.fileSlug }}/",
};
